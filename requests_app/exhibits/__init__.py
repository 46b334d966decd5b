"""Bind exhibits, burn in redactions, lay out court papers: plain values and paths in, files out.

The public face, by module:

    shapes      Exhibit, Binder, Plan, Bound, Entry, Box, Redacted, ExhibitError, BinderCancelledError
    numbering   read_page_ranges("1-3, 7, 10-"), letter_label, bates
    binder      plan(binder) -> Plan
                bind(binder, output, fonts=folder, progress=..., cancelled=...) -> Bound
    redaction   redact(path, boxes, output, fonts=folder) -> Redacted
    papers      Paper, Caption and the blocks of a court paper
    papers_of_fact
                chronology, exemption_index, proof_of_service, notice_of_errata, table_of_authorities -> Paper
    papers_html to_html(paper) -> str, for whoever prints HTML
    papers_docx to_docx(paper) -> bytes

`fonts` is the folder of the vendored typefaces. `progress(done, total)` counts pages; `cancelled()` answers True
to stop. Originals are only read; outputs appear whole or not at all.
"""
