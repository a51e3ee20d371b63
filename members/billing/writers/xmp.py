"""What a PDF says of itself (XMP): factur-x writes it anew and forgets that the document is tagged; it is put back."""

from typing import Any

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
PDFA, PDFUA = "http://www.aiim.org/pdfa/ns/id/", "http://www.aiim.org/pdfua/ns/id/"
BEGIN, END = b"<?xpacket begin", b'<?xpacket end="w"?>'
# PDF/A wants every schema described that it does not know itself.
UA_SCHEMA = """<rdf:li xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"
 rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li>"""  # noqa: E501 - one line, so that no blanks are added


def marked_as_tagged(pdf: bytes) -> bytes:
    """The same file, whose uncompressed XMP says PDF/A-3a and PDF/UA-1; only for what was made so.

    Not a byte moves: the new packet is as long as the old one, because the indentation goes.
    """
    from lxml import etree  # noqa: PLC0415 - only where an e-invoice is written

    start, end = pdf.index(BEGIN), pdf.rindex(END)
    head, _line, body = pdf[start:end].partition(b"\n")
    parser = etree.XMLParser(remove_blank_text=True, resolve_entities=False, no_network=True)
    root = etree.fromstring(body, parser)
    _say(root)
    packet = head + b"\n" + etree.tostring(root)
    room = end - start - len(packet)
    if room < 0:
        raise ValueError("the metadata of the PDF have no room")
    return pdf[:start] + packet + b" " * room + pdf[end:]


def _say(root: Any) -> None:
    from lxml import etree  # noqa: PLC0415 - see above

    root.find(f".//{{{PDFA}}}conformance").text = "A"
    described = etree.SubElement(root.find(f"{{{RDF}}}RDF"), f"{{{RDF}}}Description", nsmap={"pdfuaid": PDFUA})
    etree.SubElement(described, f"{{{PDFUA}}}part").text = "1"
    schemas = root.find(".//{http://www.aiim.org/pdfa/ns/extension/}schemas")
    schemas[0].append(etree.fromstring(UA_SCHEMA))
