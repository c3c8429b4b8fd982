import Foundation
import FuzzKit

/// The subject that the environment names; a variable is also passed on to what libFuzzer starts itself.
private let subject = ProcessInfo.processInfo.environment["INVSYNC_FUZZ"].flatMap(FuzzSubject.init)

private func check(_ input: [UInt8]) {
    guard let subject else { fatalError("INVSYNC_FUZZ names none of \(FuzzSubject.allCases.map(\.rawValue))") }
    do throws(FuzzFault) {
        try subject.check(input)
    } catch {
        fatalError("\(subject.rawValue): \(error)")
    }
}

#if FUZZING
/// What libFuzzer calls with each input.
///
/// A rule that does not hold ends the program, so that the input is kept.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    check(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
#else
/// Plays inputs again without libFuzzer: `INVSYNC_FUZZ=json swift run fuzz FILE...`.
@main struct Replay {
    static func main() throws {
        for path in CommandLine.arguments.dropFirst() {
            check(try Array(Data(contentsOf: URL(filePath: path))))
            print("\(path): holds")
        }
    }
}
#endif
