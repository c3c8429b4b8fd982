import FGOModels
import InvenTreeSimulator
import InvoiceSync
import Testing

/// Which part a line is for (SyncRules, “Parts”).
@Suite struct PartTests {
    @Test(arguments: Spelling.pairs)
    func isFoundByNameInAnotherSpelling(_ spelling: Spelling) async throws {
        try await withBench { bench in
            try bench.server.add(SimulatedPart(name: spelling.held))
            try await bench.insert(.invoice(lines: [.line(.text(spelling.asked))]))
            try await bench.sync()
            #expect(bench.partNames == [spelling.held])
            #expect(try bench.lines() == ["1 × \(spelling.held) at 10 RON"])
        }
    }

    @Test(arguments: ["Bolt M8", "Bol", "Bolt.", "Bo lt", "Bólt"])
    func isNotTakenForANearMiss(held: String) async throws {
        try await withBench { bench in
            try bench.server.add(SimulatedPart(name: held))
            try await bench.insert(.invoice())
            try await bench.sync()
            #expect(bench.partNames == [held, "Bolt"])
        }
    }

    @Test func isFoundByCodeInAnyCase() async throws {
        try await withBench { bench in
            try bench.server.add(SimulatedPart(name: "Renamed", ipn: "Bx-1"))
            try await bench.insert(.invoice(lines: [.line("Bolt", ipn: " bX-1 ")]))
            try await bench.sync()
            #expect(bench.partNames == ["Renamed"])
            #expect(try bench.lines() == ["1 × Renamed at 10 RON"])
        }
    }

    @Test func isFoundByCodeBeforeName() async throws {
        try await withBench { bench in
            try bench.server.add(SimulatedPart(name: "Bolt"))
            try bench.server.add(SimulatedPart(name: "Renamed", ipn: "B1"))
            try await bench.insert(.invoice(lines: [.line("Bolt", ipn: "B1")]))
            try await bench.sync()
            #expect(try bench.lines() == ["1 × Renamed at 10 RON"])
        }
    }

    @Test func foundByNameWithoutACodeGetsTheCodeOnce() async throws {
        try await withBench { bench in
            try bench.server.add(SimulatedPart(name: "bolt"))
            try await bench.insertEach((1...3).map { .invoice(.text("\($0)"), lines: [.line("Bolt", ipn: "B1")]) })
            try await bench.sync()
            #expect(bench.partNames == ["bolt"])
            #expect(bench.server.parts.map(\.ipn) == ["B1"])
            #expect(bench.server.requestCounts["PATCH", "/api/part/{pk}/"] == 1)
            try await bench.insert(.invoice("4", lines: [.line("Bolt", ipn: "B1")]), as: "next")
            try await bench.sync()
            #expect(bench.server.requestCounts["PATCH", "/api/part/{pk}/"] == 1)
        }
    }

    @Test func ofAnotherCodeIsAnotherPart() async throws {
        try await withBench { bench in
            try bench.server.add(SimulatedPart(name: "Bolt", ipn: "B1"))
            try await bench.insert(.invoice(lines: [.line("Bolt", ipn: "B2")]))
            try await bench.sync()
            #expect(bench.partNames == ["Bolt", "Bolt"])
            #expect(bench.server.parts.map(\.ipn) == ["B1", "B2"])
        }
    }

    @Test func withoutACodeIsFoundByNameWhateverItsCode() async throws {
        try await withBench { bench in
            try bench.server.add(SimulatedPart(name: "Bolt", ipn: "B1"))
            try await bench.insert(.invoice(lines: [.line("bolt")]))
            try await bench.sync()
            #expect(bench.partNames == ["Bolt"])
            #expect(try bench.lines() == ["1 × Bolt at 10 RON"])
            #expect(try await bench.invoiceLog().warnings == [])
        }
    }

    @Test func ofSeveralByNameIsOneWithoutACodeBeforeALowerKey() async throws {
        try await withBench { bench in
            try bench.server.add(SimulatedPart(name: "Bolt", ipn: "B1"))
            try bench.server.add(SimulatedPart(name: "bolt"))
            try bench.server.add(SimulatedPart(name: "BOLT", ipn: "B2"))
            try await bench.insert(.invoice())
            try await bench.sync()
            #expect(try bench.lines() == ["1 × bolt at 10 RON"])
            let warning = "3 parts have the name “Bolt”: “bolt” (2) is used"
            #expect(try await bench.invoiceLog().warnings == [warning])
            try await bench.insert(.invoice("2"), as: "next")
            try await bench.sync()
            #expect(try await bench.invoiceLog("next").warnings == [warning])
        }
    }

    @Test func whoseCodeManyProductsShareIsUsedWithAWarning() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(lines: [.line("Bolt", ipn: "707"), .line("Nut", ipn: "707")]))
            #expect(try await bench.sync().invoices.ok == 1)
            #expect(bench.partNames == ["Bolt"])
            let warning = "part “Bolt” (1) is used for “Nut” because of its code 707"
            #expect(try await bench.invoiceLog().warnings == [warning])
            let report = try await reconcile(bench)
            #expect(report.discrepancies == [])
            #expect(report.warnings.map(\.detail) == [warning])
        }
    }

    @Test func isFoundByNameAloneWhereCodesDoNotCount() async throws {
        var configuration = SyncConfiguration()
        configuration.partCodes = .ignore
        try await withBench(configuration) { bench in
            try bench.server.add(SimulatedPart(name: "Nut", ipn: "N1"))
            try await bench.insert(.invoice(lines: [.line("Bolt", ipn: "707"), .line("Nut", ipn: "707")]))
            #expect(try await bench.sync().invoices.ok == 1)
            #expect(bench.partNames == ["Nut", "Bolt"])
            #expect(bench.server.parts.map(\.ipn) == ["N1", ""])
            #expect(try await bench.invoiceLog().warnings == [])
        }
    }

    @Test func isNotCreatedWhereOnlyExistingOnesAreAdopted() async throws {
        var configuration = SyncConfiguration()
        configuration.createsParts = false
        try await withBench(configuration) { bench in
            try bench.server.add(SimulatedPart(name: "Nut"))
            try await bench.insert(.invoice(lines: [.line("Bolt", ipn: "B1"), .line("Nut")]))
            #expect(try await bench.sync().invoices.partial == 1)
            #expect(bench.partNames == ["Nut"])
            let missing = try #require(try await bench.invoiceLog().missingProducts)
            #expect(missing.map(\.reason) == ["no part has the code B1 or the name “Bolt”, and parts.create is false"])
            #expect(try await told(bench) == [])
        }
    }

    @Test func `an invoice none of whose parts exist makes no order where none are created`() async throws {
        var configuration = SyncConfiguration()
        configuration.createsParts = false
        try await withBench(configuration) { bench in
            try await bench.insert(.invoice(lines: [.line("Bolt", ipn: "B1"), .line("Nut")]))
            try await bench.engine().plan { planned in
                guard case .failed(let reason) = planned.outcome else {
                    throw SyncError(.unreadable, "a plan to write")
                }
                #expect(reason.contains("parts.create is false"))
            }
            #expect(try await bench.sync().invoices.failed == 1)
            #expect(bench.server.orders.isEmpty && bench.server.companies.isEmpty)
            #expect(try await bench.invoiceLog().error == "no_line_placed")
            #expect(try await bench.invoiceLog().missingProducts?.count == 2)
        }
    }

    /// A worker gives a part its code while another one is about to.
    @Test func getsTheCodeFromOneOfTwoWorkers() async throws {
        try await withBench { bench in
            try bench.server.add(SimulatedPart(name: "Bolt"))
            try await bench.insertEach((1...12).map { .invoice(.text("\($0)"), lines: [.line("Bolt", ipn: "B1")]) })
            async let one = bench.sync()
            async let other = bench.engine { $0.worker = "other" }.run()
            _ = try await (one, other)
            #expect(bench.server.parts.map(\.ipn) == ["B1"])
            #expect(bench.server.requestCounts["PATCH", "/api/part/{pk}/"] == 1)
            #expect(bench.server.orders.count == 12)
        }
    }

    @Test func ofSeveralIsAnActiveAndSalableOneBeforeALowerKey() async throws {
        try await withBench { bench in
            try bench.server.add(SimulatedPart(name: "unsalable", ipn: "B1", isSalable: false))
            try bench.server.add(SimulatedPart(name: "inactive", ipn: "B1", isActive: false))
            try bench.server.add(SimulatedPart(name: "first", ipn: "b1"))
            try bench.server.add(SimulatedPart(name: "second", ipn: "B1"))
            try await bench.insert(.invoice(lines: [.line("Bolt", ipn: "B1")]))
            try await bench.sync()
            #expect(try bench.lines() == ["1 × first at 10 RON"])
        }
    }

    @Test func ofSeveralByNameIsAnActiveAndSalableOneBeforeALowerKey() async throws {
        try await withBench { bench in
            try bench.server.add(SimulatedPart(name: "Bolt", revision: "A", isActive: false))
            try bench.server.add(SimulatedPart(name: "BOLT", revision: "B"))
            try await bench.insert(.invoice())
            try await bench.sync()
            #expect(try bench.lines() == ["1 × BOLT at 10 RON"])
        }
    }

    @Test func thatIsInactiveMayStandOnALine() async throws {
        try await withBench { bench in
            try bench.server.add(SimulatedPart(name: "Bolt", isActive: false))
            try await bench.insert(.invoice())
            #expect(try await bench.sync().invoices.ok == 1)
            #expect(bench.server.parts.map(\.isActive) == [false])
            #expect(try bench.lines().count == 1)
        }
    }

    @Test func thatIsNotSalableIsMissingAndTheOtherLinesGoOn() async throws {
        try await withBench { bench in
            try bench.server.add(SimulatedPart(name: "Bolt", isSalable: false))
            try await bench.insert(.invoice(lines: [.line("Nut"), .line("bolt", ipn: "B1"), .line("Washer")]))
            #expect(try await bench.sync().documents.mixed == 1)
            let log = try await bench.invoiceLog()
            #expect(log.result == .partial)
            let missing = try #require(log.missingProducts)
            #expect(missing.map(\.name) == ["bolt"])
            #expect(missing.map(\.ipn) == ["B1"])
            #expect(missing.first?.reason.contains("not salable") == true)
            #expect(try bench.lines() == ["1 × Nut at 10 RON", "1 × Washer at 10 RON"])
            #expect(bench.server.parts.map(\.isSalable) == [false, true, true])
        }
    }

    @Test func thatIsNotSalableIsMadeSoWhereConfigured() async throws {
        try await withBench(SyncConfiguration(makesPartsSalable: true)) { bench in
            try bench.server.add(SimulatedPart(name: "Bolt", isSalable: false))
            try await bench.insert(.invoice())
            #expect(try await bench.sync().invoices.ok == 1)
            #expect(bench.server.parts.map(\.isSalable) == [true])
            #expect(try bench.lines() == ["1 × Bolt at 10 RON"])
        }
    }

    @Test func isCreatedActiveAndSalable() async throws {
        try await withBench { bench in
            try await bench.insert(
                .invoice(lines: [.line(" Bolt ", ipn: " B1 "), .line(nil, ipn: "C2"), .line("Nut", ipn: " ")])
            )
            try await bench.sync()
            #expect(bench.partNames == ["Bolt", "C2", "Nut"])
            #expect(bench.server.parts.map(\.ipn) == ["B1", "C2", ""])
            #expect(bench.server.parts.allSatisfy { $0.isActive && $0.isSalable && $0.category == nil })
        }
    }

    @Test func isCreatedInTheConfiguredCategory() async throws {
        try await withBench { bench in
            var bench = bench
            bench.configuration.partCategory = try await bench.createCategory()
            try await bench.insert(.invoice())
            #expect(try await bench.sync().invoices.ok == 1)
            #expect(bench.server.parts.map(\.category) == [bench.configuration.partCategory])
        }
    }

    @Test func thatTheServerRefusesIsMissingAndTheOtherLinesGoOn() async throws {
        try await withBench { bench in
            try bench.server.add(SimulatedPart(name: "Nut"))
            bench.server.onRequest { request in
                request.place == "POST /api/part/"
                    ? .answer(status: 400, body: #"{"category":["no parts may be put into this category"]}"#) : .pass
            }
            try await bench.insert(.invoice(lines: [.line("Bolt"), .line("Nut")]))
            #expect(try await bench.sync().invoices.partial == 1)
            #expect(try bench.lines() == ["1 × Nut at 10 RON"])
            let missing = try #require(try await bench.invoiceLog().missingProducts)
            #expect(missing.map(\.name) == ["Bolt"])
            #expect(missing.first?.reason.contains("data.articole[0]") == true)
        }
    }

    @Test func isCreatedOnceAndNeverTwoAtTheSameTime() async throws {
        try await withBench(SyncConfiguration(parallel: 16)) { bench in
            let spellings = ["Țeavă PVC", "ŢEAVĂ pvc", "T\u{326}eava\u{306}  PVC"]
            let crowd = Crowd()
            bench.server.onRequest { request in
                if request.method == "POST", request.route == "/api/part/" { await crowd.pass() }
                return .pass
            }
            try await bench.insertEach(
                (1...16).map { number in
                    .invoice(
                        .text("\(number)"),
                        lines: [.line(.text(spellings[number % 3])), .line(.text("Part \(number % 5)"))]
                    )
                }
            )
            #expect(try await bench.sync().invoices.ok == 16)
            #expect(bench.partNames.count == 6)
            #expect(bench.server.requestCounts["POST", "/api/part/"] == 6)
            #expect(await crowd.peak == 1)
        }
    }

    @Test func createdBySomebodyElseMeanwhileIsTaken() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice())
            bench.server.onRequest { request in
                if request.method == "POST", request.route == "/api/part/" {
                    _ = try? bench.server.add(SimulatedPart(name: "Bolt"))
                }
                return .pass
            }
            #expect(try await bench.sync().invoices.ok == 1)
            #expect(bench.partNames == ["Bolt"])
        }
    }

    @Test func whoseNameIsTooLongIsCutAndDescribedWhole() async throws {
        try await withBench { bench in
            let name = String(repeating: "Țeavă ", count: 30) + "PVC"
            try await bench.insert(
                .invoice(lines: [.line(.text(name)), .line(.text(name + " 2")), .line(.text(name))])
            )
            try await bench.sync()
            #expect(bench.partNames.count == 2)
            #expect(Set(bench.partNames).count == 2)
            #expect(bench.partNames.allSatisfy { $0.unicodeScalars.count == 100 && $0.hasPrefix("Țeavă Țeavă") })
            #expect(bench.server.parts.first?.description == name)
            #expect(try bench.lines().count == 3)
        }
    }
}
