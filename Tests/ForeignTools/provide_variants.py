"""Submits documents (ITI-41) in every way in which a peer may pack them and retrieves what was submitted (ITI-43), with nothing but sockets:
no SOAP library stands between the octets written here and the node. Prints one JSON object per variant.
Arguments: the node's plain HTTP address, the file of docs/examples with a submission."""
import base64, hashlib, http.client, json, re, socket, sys, urllib.parse, uuid

NODE = urllib.parse.urlsplit(sys.argv[1])
EXAMPLE = open(sys.argv[2], encoding="utf-8").read()
DOCUMENT = re.compile(r"<xds:Document id=\"Document01\">[^<]*</xds:Document>")
XOP = 'xmlns:xop="http://www.w3.org/2004/08/xop/include"'
NL = b"\r\n"
PATH = "/xds/repository"


def envelope(content, ids, message=None):
    """The example with fresh ids and this in the place of the document's octets."""
    text = EXAMPLE
    for old, new in ids.items():
        text = text.replace(old, new)
    text = re.sub(r"<wsa:MessageID>[^<]*", "<wsa:MessageID>" + (message or "urn:uuid:" + str(uuid.uuid4())), text)
    return DOCUMENT.sub(lambda _: f'<xds:Document id="Document01">{content}</xds:Document>', text)


def fresh():
    """uniqueIds that no other submission has: of the document and of the submission set."""
    used = re.findall(r'value="(2\.999\.1\.4[12]\.\d+)"', EXAMPLE)
    return {f'value="{old}"': f'value="2.25.{uuid.uuid4().int}"' for old in used}


def unique_id(text):
    return re.search(r'2e82c1f6-a085-4c72-9da3-8640a32e42ab" value="([^"]*)"', text).group(1)


def include(cid):
    return f'<xop:Include {XOP} href="cid:{cid}"/>'


def part(boundary, headers, body):
    return b"--" + boundary + NL + NL.join(h if isinstance(h, bytes) else h.encode() for h in headers) + NL + NL + body + NL


def content_type(boundary='"uuid:b"', start='; start="<root@x>"', extra='; start-info="application/soap+xml"'):
    return f'multipart/related; type="application/xop+xml"{start}{extra}; boundary={boundary}'


ROOT = ['Content-Type: application/xop+xml; charset=UTF-8; type="application/soap+xml"', "Content-Transfer-Encoding: binary", "Content-ID: <root@x>"]
PART = ["Content-Type: application/octet-stream", "Content-Transfer-Encoding: binary", "Content-ID: <doc@x>"]


def mtom(text, document, root=ROOT, headers=PART, boundary=b"uuid:b", order="root first"):
    parts = [part(boundary, root, text.encode()), part(boundary, headers, document)]
    if order == "root last":
        parts.reverse()
    return b"".join(parts) + b"--" + boundary + b"--" + NL


def send(body, headers, chunks=None, slices=None):
    """Posts octets; chunks = sizes of HTTP chunks, slices = sizes of writes to the socket. Gives status, Content-Type, body."""
    with socket.create_connection((NODE.hostname, NODE.port), timeout=60) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        head = [f"POST {PATH} HTTP/1.1", f"Host: {NODE.netloc}", "Connection: close"] + [f"{k}: {v}" for k, v in headers]
        head.append("Transfer-Encoding: chunked" if chunks else f"Content-Length: {len(body)}")
        octets = "\r\n".join(head).encode() + NL + NL
        if chunks:
            for at in range(0, len(body), chunks):
                piece = body[at:at + chunks]
                octets += f"{len(piece):x}".encode() + NL + piece + NL
            octets += b"0" + NL + NL
        else:
            octets += body
        for at in range(0, len(octets), slices or len(octets)):
            connection.sendall(octets[at:at + (slices or len(octets))])
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        return answer.status, answer.getheader("Content-Type", ""), answer.read()


def unpack(kind, body):
    """The parts of an answer: its envelope, and the others by Content-ID."""
    if not kind.startswith("multipart/related"):
        return body.decode(), {}
    boundary = re.search(r'boundary="?([^";]+)', kind).group(1).encode()
    found = {}
    root = None
    for raw in (NL + body).split(NL + b"--" + boundary)[1:]:
        if raw.startswith(b"--"):
            break
        head, _, octets = raw.partition(NL + NL)
        cid = re.search(rb"content-id:\s*<([^>]*)>", head, re.I).group(1).decode()
        root = root or cid
        found[cid] = octets
    return found[root].decode(), found


def retrieve(unique):
    """The octets that the node gives for a uniqueId; None = it gives none."""
    repository = re.search(r'"repositoryUniqueId"\s*:\s*"([^"]*)"', open(sys.argv[3]).read()).group(1)
    text = f"""<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing"><s:Header>
      <a:Action s:mustUnderstand="1">urn:ihe:iti:2007:RetrieveDocumentSet</a:Action><a:MessageID>urn:uuid:{uuid.uuid4()}</a:MessageID></s:Header>
      <s:Body><RetrieveDocumentSetRequest xmlns="urn:ihe:iti:xds-b:2007"><DocumentRequest><RepositoryUniqueId>{repository}</RepositoryUniqueId>
      <DocumentUniqueId>{unique}</DocumentUniqueId></DocumentRequest></RetrieveDocumentSetRequest></s:Body></s:Envelope>"""
    body = part(b"uuid:b", ROOT, text.encode()) + b"--uuid:b--" + NL
    _, kind, answer = send(body, [("Content-Type", content_type())])
    text, parts = unpack(kind, answer)
    cid = re.search(r'href="cid:([^"]*)"', text)
    return parts[urllib.parse.unquote(cid.group(1))] if cid else None


def submit(name, make, **how):
    """One variant: make(ids, document) gives (Content-Type, octets, the uniqueId)."""
    document = how.pop("document", f"紹介状の例です {name}\r\n--uuid\r\n".encode() + bytes(range(256)))
    kind, body, unique = make(fresh(), document)
    headers = [("Content-Type", kind)] + how.pop("headers", [])
    status, kind, answer = send(body, headers, **how)
    text, _ = unpack(kind, answer)
    outcome = re.search(r'RegistryResponse[^>]*status="[^"]*:(\w+)"', text)
    stored = retrieve(unique)
    print(json.dumps({
        "variant": name, "http": status, "multipart": kind.startswith("multipart/"), "outcome": outcome.group(1) if outcome else "Fault" if "Fault>" in text else text[:200],
        "reason": " ".join(re.findall(r'codeContext="([^"]*)"|<[^>]*Text[^>]*>([^<]*)<', text)[0]) if outcome is None or outcome.group(1) != "Success" else "",
        "same": stored is not None and hashlib.sha1(stored).digest() == hashlib.sha1(document).digest(), "kept": stored is not None}))


def packed(**how):
    """A variant of MTOM; what is not said is as the standard shows it."""
    kind = how.pop("kind", content_type())
    cid = how.pop("cid", "doc@x")
    change = how.pop("change", lambda octets: octets)
    edit = how.pop("edit", lambda text: text)
    document_of = how.pop("document_of", lambda document: document)

    def make(ids, document):
        text = edit(envelope(include(cid), ids))
        return kind, change(mtom(text, document_of(document), **how)), unique_id(text)
    return make


def inline(kind, wrap=lambda text: text.encode(), lines=False):
    def make(ids, document):
        encoded = base64.encodebytes(document).decode() if lines else base64.b64encode(document).decode()
        text = envelope(encoded, ids)
        return kind, wrap(text), unique_id(text)
    return make


def alone(text):
    return part(b"uuid:b", ROOT, text.encode()) + b"--uuid:b--" + NL


SOAP = "application/soap+xml; charset=UTF-8"
submit("as the standard shows it", packed())
submit("with the action parameter", packed(kind=content_type(extra='; start-info="application/soap+xml"; action="urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b"')))
submit("start absent", packed(kind=content_type(start="")))
submit("start without angle brackets", packed(kind=content_type(start='; start="root@x"')))
submit("start-info absent", packed(kind=content_type(extra="")))
submit("start-info with an action", packed(kind=content_type(extra='; start-info="application/soap+xml; action=\\"urn:x\\""')))
submit("nothing quoted", packed(kind="multipart/related; type=application/xop+xml; start=<root@x>; start-info=application/soap+xml; boundary=plain", boundary=b"plain"))
submit("a boundary of 70 characters", packed(kind=content_type(boundary='"' + "=_-" * 23 + "x" + '"'), boundary=b"=_-" * 23 + b"x"))
submit("names of headers in lower case", packed(root=[h.replace("Content", "content") for h in ROOT], headers=[h.lower() for h in PART]))
submit("names of headers in capitals", packed(headers=["CONTENT-TYPE: application/octet-stream", "CONTENT-TRANSFER-ENCODING: BINARY", "CONTENT-ID: <doc@x>"]))
submit("folded headers", packed(root=[ROOT[0].replace("; type", ";\r\n\ttype"), *ROOT[1:]], headers=[PART[0], PART[1], "Content-ID:\r\n <doc@x>"]))
submit("no Content-Type and no encoding of the part", packed(headers=["Content-ID: <doc@x>"]))
submit("an unknown header of the part", packed(headers=[*PART, "X-Origin: EHR", 'Content-Disposition: attachment; name="document"']))
submit("a percent-encoded cid", packed(cid="doc%40x"))
submit("a Content-ID with odd letters", packed(cid="a+b%2Fc=d@x", headers=[PART[0], PART[1], "Content-ID: <a+b/c=d@x>"]))
submit("a preamble and an epilogue", packed(change=lambda b: b"This is MIME.\r\n" + b + b"The end.\r\n"))
submit("an empty line before the first boundary", packed(change=lambda b: NL + b))
submit("white space after the boundary", packed(change=lambda b: b.replace(b"--uuid:b\r\n", b"--uuid:b \t\r\n")))
submit("no line end after the last boundary", packed(change=lambda b: b.rstrip()))
submit("the root last", packed(order="root last"))
submit("base64 as the part's encoding", packed(headers=[PART[0], "Content-Transfer-Encoding: base64", PART[2]], document_of=base64.encodebytes))
submit("8bit as the part's encoding", packed(headers=[PART[0], "Content-Transfer-Encoding: 8bit", PART[2]]))
submit("white space around xop:Include", packed(edit=lambda t: t.replace("<xop:Include", "\n  <xop:Include").replace("/></xds:Document>", "/>\n</xds:Document>")))
submit("mustUnderstand true", packed(edit=lambda t: t.replace('mustUnderstand="1"', 'mustUnderstand="true"')))
submit("without ReplyTo and To", packed(edit=lambda t: re.sub(r"<wsa:ReplyTo>.*?</wsa:ReplyTo>|<wsa:To.*?</wsa:To>", "", t)))
submit("To with another host, as behind a proxy", packed(edit=lambda t: re.sub(r"(<wsa:To[^>]*>)[^<]*", r"\1https://xds.example.jp/repository", t)))
submit("a SOAPAction header that says something else", packed(), headers=[("SOAPAction", '"urn:other"')])
submit("in chunks of 7 octets", packed(), chunks=7)
submit("in one chunk", packed(), chunks=1 << 20)
submit("in segments of 1 octet", packed(document_of=lambda d: d), slices=1)
submit("an empty document", packed(), document=b"")
submit("a document of 5 MB", packed(), document=hashlib.sha512(b"seed").digest() * 80_000)
submit("a document that ends with a line end", packed(), document=b"end\r\n")
submit("a document that looks like a boundary", packed(), document=b"\r\n--uuid:\r\n--uuid:-b\r\n-")
submit("inline in a multipart message with one part", inline(content_type(), alone))
submit("inline in lines of 76 letters", inline(content_type(), alone, lines=True))
submit("simple SOAP", inline(SOAP))
submit("simple SOAP without charset", inline("application/soap+xml"))
submit("simple SOAP with an action", inline('application/soap+xml; charset="utf-8"; action="urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b"'))
submit("simple SOAP in UTF-16", inline("application/soap+xml; charset=UTF-16", lambda text: text.replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")))
submit("wrong: a part that no Include names", packed(change=lambda b: b.replace(b"--uuid:b--", part(b"uuid:b", ["Content-ID: <more@x>"], b"more") + b"--uuid:b--")))
submit("wrong: the part missing", packed(cid="other@x"))
submit("wrong: cut within the document", packed(change=lambda b: b[:-60]))
submit("wrong: no closing boundary", packed(change=lambda b: b.rstrip()[:-len(b"--uuid:b--")]))
submit("wrong: no base64 inline", inline(SOAP, lambda text: re.sub(r"(<xds:Document[^>]*>)[^<]*", r"\1!!!", text).encode()))
submit("wrong: SOAP 1.1", packed(edit=lambda t: t.replace("http://www.w3.org/2003/05/soap-envelope", "http://schemas.xmlsoap.org/soap/envelope/")))
submit("wrong: no boundary parameter", packed(kind='multipart/related; type="application/xop+xml"; start="<root@x>"'))
