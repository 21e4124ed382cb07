<?php
// PHP's SoapClient by the node's WSDL: submits a document inline and as MTOM, finds it, retrieves it. It knows neither WS-Addressing nor MTOM: the headers are
// given to it as SOAP headers, and MTOM is packed and unpacked around it, as PHP programs do (__doRequest).
// Arguments: the node's plain HTTP address, docs/examples/iti41-submit-text.xml, docs/examples/iti18-find-documents.xml.
ini_set('soap.wsdl_cache_enabled', '0');
error_reporting(E_ALL);
set_error_handler(function ($level, $message) { throw new ErrorException($message); });

const XDS = 'urn:ihe:iti:xds-b:2007';
const WSA = 'http://www.w3.org/2005/08/addressing';
const ENVELOPE = 'http://www.w3.org/2003/05/soap-envelope';

final class MtomClient extends SoapClient
{
    public ?string $document = null;      // to be sent as a part
    public ?string $received = null;      // a part of the answer
    public string $answerType = '';
    public bool $mtom = false;

    public function __doRequest(string $request, string $location, string $action, int $version, bool $oneWay = false): ?string
    {
        if (!$this->mtom) return parent::__doRequest($request, $location, $action, $version, $oneWay);
        $body = "--cut\r\nContent-Type: application/xop+xml; charset=UTF-8; type=\"application/soap+xml\"\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <root@php>\r\n\r\n$request\r\n";
        if ($this->document !== null) $body .= "--cut\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <document@php>\r\n\r\n{$this->document}\r\n";
        $body .= "--cut--\r\n";
        $answer = file_get_contents($location, false, stream_context_create(['http' => [
            'method' => 'POST', 'ignore_errors' => true, 'content' => $body,
            'header' => 'Content-Type: multipart/related; type="application/xop+xml"; start="<root@php>"; start-info="application/soap+xml"; boundary="cut"',
        ]]));
        foreach ($http_response_header as $header) if (stripos($header, 'content-type:') === 0) $this->answerType = trim(substr($header, 13));
        preg_match('/boundary="?([^";]+)/', $this->answerType, $boundary);
        $parts = array_slice(explode("\r\n--{$boundary[1]}", "\r\n$answer"), 1, -1);
        $bodies = array_map(fn ($part) => explode("\r\n\r\n", $part, 2)[1], $parts);
        $this->received = $bodies[1] ?? null;
        return $bodies[0];
    }
}

// ext/soap refuses a WSDL with an extension that is required and that it does not know (wsaw:UsingAddressing); so the copy that it reads asks for none.
function client(string $path): MtomClient
{
    global $argv;
    $address = rtrim($argv[1], '/') . $path;
    $file = tempnam(sys_get_temp_dir(), 'wsdl');
    file_put_contents($file, preg_replace('/required="true"/', 'required="false"', file_get_contents("$address?wsdl")));
    try {
        return new MtomClient($file, ['soap_version' => SOAP_1_2, 'trace' => true, 'location' => $address]);
    } finally {
        unlink($file);
    }
}

// Gives the body of the answer; what the WSDL's types make of it is of no use to anyone.
function call(MtomClient $client, string $operation, string $action, DOMElement $body): DOMElement
{
    $id = vsprintf('urn:uuid:%s%s-%s-%s-%s-%s%s%s', str_split(bin2hex(random_bytes(16)), 4));
    $client->__soapCall($operation, [new SoapVar($body->ownerDocument->saveXML($body), XSD_ANYXML)], null, [
        new SoapHeader(WSA, 'Action', $action, true),
        new SoapHeader(WSA, 'MessageID', $id),
        new SoapHeader(WSA, 'ReplyTo', new SoapVar('<a:ReplyTo xmlns:a="' . WSA . '"><a:Address>' . WSA . '/anonymous</a:Address></a:ReplyTo>', XSD_ANYXML)),
    ]);
    $answer = new DOMDocument();
    $answer->loadXML($client->__getLastResponse());
    $relates = $answer->getElementsByTagNameNS(WSA, 'RelatesTo')->item(0)->textContent;
    if ($relates !== $id) throw new Exception("RelatesTo is $relates and not $id");
    return body($answer);
}

function body(DOMDocument $envelope): DOMElement
{
    foreach ($envelope->getElementsByTagNameNS(ENVELOPE, 'Body')->item(0)->childNodes as $child) if ($child instanceof DOMElement) return $child;
    throw new Exception('The body is empty');
}

// The example with uniqueIds that no other submission has, and the document's element filled as the caller likes.
function submission(callable $fill): array
{
    global $argv;
    $envelope = new DOMDocument();
    $envelope->loadXML(preg_replace_callback('/value="2\.999\.1\.4[12]\.\d+"/', fn () => 'value="2.999.7.' . hexdec(bin2hex(random_bytes(6))) . '"', file_get_contents($argv[2])));
    $document = $envelope->getElementsByTagNameNS(XDS, 'Document')->item(0);
    $document->textContent = '';
    $fill($document);
    $path = new DOMXPath($envelope);
    $unique = $path->evaluate('string(//*[@identificationScheme="urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab"]/@value)');
    return [body($envelope), $unique];
}

function retrieve(MtomClient $client, string $unique): ?string
{
    global $argv;
    $request = new DOMDocument();
    $request->loadXML('<RetrieveDocumentSetRequest xmlns="' . XDS . "\"><DocumentRequest><RepositoryUniqueId>{$argv[4]}</RepositoryUniqueId>"
        . "<DocumentUniqueId>$unique</DocumentUniqueId></DocumentRequest></RetrieveDocumentSetRequest>");
    $answer = call($client, 'DocumentRepository_RetrieveDocumentSet', 'urn:ihe:iti:2007:RetrieveDocumentSet', $request->documentElement);
    $documents = $answer->getElementsByTagNameNS(XDS, 'Document');
    if ($documents->length === 0) return null;
    return $client->mtom ? $client->received : base64_decode($documents->item(0)->textContent, true);
}

$octets = random_bytes(200000) . "\r\n";
foreach (['simple SOAP' => false, 'MTOM' => true] as $name => $mtom) {
    $client = client('/xds/repository');
    $client->mtom = $mtom;
    $client->document = $mtom ? $octets : null;
    [$body, $unique] = submission(function (DOMElement $document) use ($mtom, $octets) {
        if (!$mtom) $document->textContent = base64_encode($octets);
        else $document->appendChild($document->ownerDocument->createElementNS('http://www.w3.org/2004/08/xop/include', 'xop:Include'))->setAttribute('href', 'cid:document@php');
    });
    $answer = call($client, 'DocumentRepository_ProvideAndRegisterDocumentSet-b', 'urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b', $body);
    $client->document = null;
    echo "$name: ", basename(strtr($answer->getAttribute('status'), ':', '/')), ', ', retrieve($client, $unique) === $octets ? 'the same octets' : 'OTHER OCTETS', "\n";
}

$client = client('/xds/registry');
$query = new DOMDocument();
$query->load($argv[3]);
$answer = call($client, 'DocumentRegistry_RegistryStoredQuery', 'urn:ihe:iti:2007:RegistryStoredQuery', body($query));
echo 'found: ', $answer->getElementsByTagNameNS('urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0', 'ExtrinsicObject')->length, "\n";

try {
    [$body] = submission(fn () => null);
    call(client('/xds/repository'), 'DocumentRepository_ProvideAndRegisterDocumentSet-b', 'urn:ihe:iti:2007:nothing', $body);
} catch (SoapFault $fault) {
    echo "fault: {$fault->faultcode}\n";
}
