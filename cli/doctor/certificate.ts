import { connect, type ConnectionOptions, rootCertificates } from 'node:tls';
import { dayMs } from '../../domain/calendar.ts';
import { matchResolve, type ResolveRule } from '../../http/resolve.ts';
import { duration } from '../durations.ts';
import { bad, type Check, good, warning } from './check.ts';

const warnWithinMs = 14 * dayMs;

export interface CertificateTrust {
  readonly resolve: readonly ResolveRule[];
  /** PEM of certificates trusted besides the system's. */
  readonly extraCa?: string;
}

/** When the certificate of a host ends, read by a handshake of its own. */
export async function examineCertificate(
  name: string,
  { host, port }: { readonly host: string; readonly port: number },
  trust: CertificateTrust,
  signal: AbortSignal,
): Promise<Check> {
  const rule = matchResolve(trust.resolve, host);
  const seen = await handshake(
    {
      host: rule?.address ?? host,
      port: rule?.port ?? port,
      servername: host,
      // Looked at even where it is not trusted: that it has expired is what shall be told.
      rejectUnauthorized: false,
      ...(trust.extraCa === undefined ? {} : { ca: [...rootCertificates, trust.extraCa] }),
    },
    signal,
  );
  if (seen.kind === 'failed') {
    return bad(name, `${host} made no TLS connection (${seen.code})`, 'Check name, network and proxy.');
  }
  const left = seen.endsAt.getTime() - Date.now();
  const found = `the certificate of ${host} ends on ${seen.endsAt.toISOString().slice(0, 10)}`;
  if (left <= 0) return bad(name, `the certificate of ${host} expired ${duration(-left)} ago`, 'Renew it.');
  if (seen.fault !== null) {
    return bad(
      name,
      `the certificate of ${host} is not trusted (${seen.fault})`,
      'Trust its authority, or renew it.',
    );
  }
  return left < warnWithinMs ? warning(name, found, `Renew it within ${duration(left)}.`) : good(name, found);
}

type Handshake =
  | { readonly kind: 'seen'; readonly endsAt: Date; readonly fault: string | null }
  | { readonly kind: 'failed'; readonly code: string };

function handshake(options: ConnectionOptions, signal: AbortSignal): Promise<Handshake> {
  return new Promise((resolve) => {
    const socket = connect(options);
    const settle = (result: Handshake): void => {
      socket.destroy();
      resolve(result);
    };
    signal.addEventListener('abort', () => settle({ kind: 'failed', code: 'timeout' }), { once: true });
    socket.once('error', (error: NodeJS.ErrnoException) =>
      settle({ kind: 'failed', code: error.code ?? error.message }),
    );
    socket.once('secureConnect', () => {
      const endsAt = new Date(socket.getPeerCertificate().valid_to);
      const fault = socket.authorized ? null : String(socket.authorizationError);
      settle({ kind: 'seen', endsAt, fault });
    });
  });
}
