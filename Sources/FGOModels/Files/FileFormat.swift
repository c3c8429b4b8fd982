import Foundation

/// A format or encoding of files that this package does not read, and how to turn it into one that it does.
enum FileFormat {
    case utf16, utf16LittleEndian, utf16BigEndian, utf32, windows1250
    case bson, mongoArchive, mongoShell
    case gzip, zip, zstd, xz, bzip2

    /// The format that the first bytes of a file show; nil where they may be JSON.
    ///
    /// - Parameter beginning: At least 8 bytes, or the whole file.
    init?(beginning: Data) {
        let bytes = Array(beginning.prefix(8))
        switch bytes {
        case _ where bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]): self = .utf32
        case _ where bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]): self = .utf16
        case _ where bytes.starts(with: [0x1F, 0x8B]): self = .gzip
        case _ where bytes.starts(with: Array("PK\u{3}\u{4}".utf8)): self = .zip
        case _ where bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]): self = .zstd
        case _ where bytes.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]): self = .xz
        case _ where bytes.starts(with: Array("BZh".utf8)): self = .bzip2
        case _ where bytes.starts(with: [0x6D, 0xE2, 0x99, 0x81]): self = .mongoArchive
        case _ where Self.hasNULs(in: bytes, at: 1): self = .utf16LittleEndian
        case _ where Self.hasNULs(in: bytes, at: 0): self = .utf16BigEndian
        case _ where Self.isBSON(bytes): self = .bson
        default: return nil
        }
    }

    /// The format of what is no JSON; nil where it is none of these.
    ///
    /// - Parameter damage: The beginning of what was found in place of a value.
    init?(damage: Data) {
        let text = String(decoding: damage, as: UTF8.self)
        let isCall = Self.shellCalls.contains { text.contains("\($0)(") }
        // The shell writes keys without quotation marks.
        guard isCall || text.prefixMatch(of: /[\[\s]*\{\s*[A-Za-z_$][A-Za-z0-9_$]*\s*:/) != nil else { return nil }
        self = .mongoShell
    }

    private static let shellCalls = [
        "ObjectId", "ISODate", "NumberLong", "NumberInt", "NumberDecimal", "Decimal128", "Long", "BinData", "UUID",
    ]

    /// Whether every other one of the first 6 bytes is 0, and no other.
    private static func hasNULs(in bytes: [UInt8], at offset: Int) -> Bool {
        bytes.count >= 6 && bytes.prefix(6).enumerated().allSatisfy { ($1 == 0) == ($0 % 2 == offset) }
    }

    /// Whether a document of at most 16 MiB begins here: its length, the type of its first value, and the key.
    private static func isBSON(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 5, bytes[3] == 0 else { return false }
        return (0x01...0x13).contains(bytes[4]) || [0x00, 0x7F, 0xFF].contains(bytes[4])
    }

    /// What to do, as the end of a sentence that begins with the file.
    var remedy: String {
        switch self {
        case .utf16: Self.encoded("UTF-16")
        case .utf16LittleEndian: Self.encoded("UTF-16LE")
        case .utf16BigEndian: Self.encoded("UTF-16BE")
        case .utf32: Self.encoded("UTF-32")
        case .windows1250:
            "is not UTF-8, but probably Windows-1250: convert it with “iconv -f WINDOWS-1250 -t UTF-8 FILE”"
        case .bson: "is a BSON dump, not JSON: convert it with “bsondump FILE”"
        case .mongoArchive: "is an archive of mongodump, not JSON: restore it, and export JSON with mongoexport"
        case .mongoShell: "is output of the MongoDB shell, not JSON: export the collection with mongoexport"
        case .gzip: "is compressed with gzip: unpack it with “zcat FILE”"
        case .zstd: "is compressed with zstd: unpack it with “zstdcat FILE”"
        case .xz: "is compressed with xz: unpack it with “xzcat FILE”"
        case .bzip2: "is compressed with bzip2: unpack it with “bzcat FILE”"
        case .zip: "is a ZIP archive: unpack it with “unzip -p FILE”"
        }
    }

    private static func encoded(_ name: String) -> String {
        "is \(name), not UTF-8: convert it with “iconv -f \(name) -t UTF-8 FILE”"
    }
}

extension FileFormat {
    /// Windows-1250 where the bytes that are no UTF-8 are letters or signs of it; nil where the text is rather broken.
    ///
    /// One such byte may be an accident. Text of Windows-1250 has several, and no letter beyond ASCII in UTF-8.
    ///
    /// - Parameter text: Text that is not valid UTF-8.
    init?(encodingOf text: Data) {
        let beyondASCII = text.filter { $0 >= 0x80 }
        guard beyondASCII.count >= 2, beyondASCII.allSatisfy(Self.lettersOfWindows1250.contains),
            String(decoding: text, as: UTF8.self).unicodeScalars.allSatisfy({ $0.isASCII || $0 == "\u{FFFD}" }),
            !Swift.zip(text, text.dropFirst()).contains(where: Self.isSurrogate)
        else { return nil }
        self = .windows1250
    }

    /// Whether half a surrogate pair begins here, which is broken text in UTF-8.
    private static func isSurrogate(_ first: UInt8, _ second: UInt8) -> Bool {
        first == 0xED && (0xA0...0xBF).contains(second)
    }

    /// The letters of Romanian, Hungarian and German in Windows-1250, and its typographic signs.
    private static let lettersOfWindows1250 = Set<UInt8>(
        [0xC2, 0xC3, 0xCE, 0xAA, 0xBA, 0xDE, 0xFE, 0xE2, 0xE3, 0xEE, 0xC1, 0xC9, 0xCD, 0xD3, 0xD5, 0xD6, 0xDA, 0xDB]
            + [0xDC, 0xDF, 0xE1, 0xE4, 0xC4, 0xE9, 0xED, 0xF3, 0xF5, 0xF6, 0xFA, 0xFB, 0xFC, 0x80, 0x82, 0x84, 0x85]
            + [0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0xA0, 0xA7, 0xAB, 0xB0, 0xBB]
    )
}
