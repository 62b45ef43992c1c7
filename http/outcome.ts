/** What became of one outbound call. Never an exception for anything that a network or a vendor can do. */
export type HttpOutcome = HttpAnswer | HttpNoAnswer;

/** A whole answer arrived, whatever its status: a redirect, an error or HTML is an answer too. */
export interface HttpAnswer {
  readonly kind: 'answer';
  readonly status: number;
  /** Lower-case names; a repeated header is joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** The decompressed body as UTF-8 text. */
  readonly text: string;
}

/** No whole, readable answer arrived. */
export interface HttpNoAnswer {
  readonly kind: 'no-answer';
  readonly cause: NoAnswerCause;
  /** `no`: not a byte of the request left, so it had no effect. `perhaps`: the other side may have acted. */
  readonly sent: 'no' | 'perhaps';
  /** The system's error code where there is one (`ECONNREFUSED`, `CERT_HAS_EXPIRED`); for logs. */
  readonly errorCode?: string;
}

/**
 * * `timeout`: connecting, waiting or reading took longer than allowed
 * * `dns`: the name does not resolve · `address-rejected`: it resolves to nothing that may be dialled
 * * `host-rejected`: not a host name (an address, a port, a URL)
 * * `proxy-unreachable`: the operator's proxy is not responding · `proxy-rejected`: it did not open the connection
 * * `rejected`: connection refused or host unreachable · `tls`: certificate or handshake · `reset`: the connection ended before an answer began
 * * `cut`: it ended inside the answer · `too-large`: more bytes than allowed, packed or unpacked, or oversized headers
 * * `encoding`: a compression that is unknown or broken · `protocol`: not HTTP · `aborted`: the caller's signal, or its `mayBegin`
 */
export type NoAnswerCause =
  | 'timeout'
  | 'dns'
  | 'address-rejected'
  | 'host-rejected'
  | 'proxy-unreachable'
  | 'proxy-rejected'
  | 'rejected'
  | 'tls'
  | 'reset'
  | 'cut'
  | 'too-large'
  | 'encoding'
  | 'protocol'
  | 'aborted';
