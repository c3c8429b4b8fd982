import FGOModels
import Foundation

/// Documents as they are at users, with every field that the sync reads (SyncRules, “Fields of a document” and “Fields
/// of an invoice”).
enum SoundDocuments {
    static let all: [Node] = [pending, single, credit, finished, waiting].compactMap { text in
        (try? JSONValue(json: Data(text.utf8))).map(Node.init)
    }

    private static let pending = """
        {"_id": {"$oid": "6923f0a1c2d3e4f5a6b7c8d9"}, "imported_by": "fgo", "data": [
          {"id": 85876717, "id_client": 17, "serie": "SIMDN", "numar": "000123", "tip_factura_cod": "380", "info1": "x",
           "denumire_client": "OPEN DB SECURITY S.R.L.", "cod_unic_client": "RO 45678912",
           "data_emitere": "2025-11-20T00:00:00", "valuta": "RON", "articole": [
             {"nume_produs": "Licență ș", "cod_conta_produs": null, "cantitate": "6,00", "pret_unitar": 3045.7353,
              "detalii": "12 luni", "factura_continut_um": "buc"},
             {"nume_produs": "Şurub M8", "cod_conta_produs": "SRB-8", "cantitate": 1234.5, "pret_unitar": "1.234,50",
              "detalii": ""},
             {"nume_produs": "Şurub M8", "cod_conta_produs": "SRB-8", "cantitate": 2, "pret_unitar": null}]},
          {"id": 85876718, "serie": "SIMDN", "numar": 124, "denumire_client": "Ștefan Țurcanu", "cod_unic_client": "",
           "data_emitere": "1.12.2025", "articole": [
             {"nume_produs": "Manoperă", "cantitate": 1, "pret_unitar": 150, "detalii": "ore"}]}]}
        """

    private static let single = """
        {"_id": "factura-7", "data":
          {"serie": "A", "numar": 7, "denumire_client": "ACME", "cod_unic_client": 1234567, "valuta": "eur",
           "data_emitere": {"$date": "2025-11-20T00:00:00Z"}, "articole": [
             {"nume_produs": "Bolt", "cod_conta_produs": "B", "cantitate": {"$numberInt": "6"},
              "pret_unitar": {"$numberDecimal": "0.125"}}]}}
        """

    private static let credit = """
        {"_id": 42, "data": [
          {"serie": "S", "numar": "1", "denumire_client": "C", "articole": [
             {"nume_produs": "Avans", "cantitate": -1, "pret_unitar": 100}]},
          {"serie": "S", "numar": "2", "denumire_client": "C", "articole": []},
          {"serie": "S", "numar": "3", "denumire_client": "C", "articole": [
             {"nume_produs": "Bolt", "cantitate": 3, "pret_unitar": 10},
             {"nume_produs": "Discount", "cantitate": 1, "pret_unitar": "-5,5"},
             {"nume_produs": "Zero", "cantitate": 0, "pret_unitar": 1},
             {"nume_produs": "Broken", "cantitate": "many"}]}]}
        """

    private static let finished = """
        {"_id": {"a": 1, "b": "x"}, "sync_status": 2, "sync_hash": "0123456789abcdef0123456789abcdef",
         "sync_log": {"timestamp": "2025-11-21T10:00:00Z", "total_invoices": 2, "successful": 1, "partial": 0,
           "failed": 1, "invoices": [
             {"timestamp": "2025-11-21T10:00:00Z", "invoice_id": "1", "serie": "F", "numar": "1", "result": "ok",
              "customer": {"id": 3, "name": "ACME", "created": true},
              "sales_order": {"id": 5, "reference": "F-1", "description": "SERIE=F;NUMAR=1", "created": true},
              "added_lines": [{"part": 1, "qty": 1.5, "line_id": 1}, {"qty": 1, "line_id": 2}],
              "former_lines": [{"part": 2, "qty": 1, "line_id": 3}], "updated_lines": [], "removed_lines": [],
              "missing_products": [{"ipn": null, "name": "Nut", "reason": "not salable"}], "warnings": ["w"]},
             {"timestamp": "2025-11-21T10:00:00Z", "serie": "F", "numar": "2", "result": "failed", "error": "refused",
              "status_code": 400, "body": "{}", "message": "no", "trace": "no"}]},
         "data": [
           {"serie": "F", "numar": "1", "denumire_client": "ACME", "articole": [
             {"nume_produs": "Bolt", "cantitate": 1.5, "pret_unitar": 2.000001},
             {"nume_produs": "Rabat", "cantitate": 1, "pret_unitar": -1}]},
           {"serie": "F", "numar": "2", "denumire_client": "ACME & Fiii", "articole": [
             {"cod_conta_produs": "N", "cantitate": 9999999999.99999, "pret_unitar": 999999999999.999999}]}]}
        """

    private static let waiting = """
        {"_id": {"$numberLong": "9007199254740993"}, "sync_attempts": 3,
         "sync_next_at": {"$date": "2025-11-21T10:00:00.123Z"},
         "sync_lease": {"owner": "w1", "until": {"$date": "2025-11-21T10:00:00Z"}}, "data": [
           {"serie": "W", "numar": "9", "denumire_client": "Émile & Co", "cod_unic_client": "-", "articole": [
             {"nume_produs": "A", "cantitate": "1.000,00001", "pret_unitar": "0,000001"},
             {"nume_produs": "a", "cantitate": 1, "pret_unitar": 1}]}]}
        """
}
