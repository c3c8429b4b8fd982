/// Names that nobody else has.
package enum Chance {
    /// Eight random hexadecimal digits.
    ///
    /// They come from the system's generator, which needs no file: Foundation's `UUID()` reads `/dev/urandom`, and is all
    /// zeros, without an error, where the process has no file descriptor left.
    package static func eightDigits() -> String {
        let digits = String(UInt32.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
