import { connect, type ConnectionOptions, rootCertificates } from 'node:tls';
import { dayMs } from '../../domain/calendar.ts';
import { matchResolve, type ResolveRule } from '../../http/resolve.ts';
import { message } from '../../messages/message.ts';
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
    return bad(
      name,
      message('doctor.certificate.no-connection', { host, cause: seen.code }),
      message('doctor.certificate.no-connection.advice'),
    );
  }
  const left = seen.endsAt.getTime() - Date.now();
  if (left <= 0)
    return bad(
      name,
      message('doctor.certificate.expired', { host, age: -left }),
      message('doctor.certificate.expired.advice'),
    );
  if (seen.fault !== null) {
    return bad(
      name,
      message('doctor.certificate.not-trusted', { host, cause: seen.fault }),
      message('doctor.certificate.not-trusted.advice'),
    );
  }
  const day = seen.endsAt.toISOString().slice(0, 10);
  const found = message('doctor.certificate', { host, day });
  return left < warnWithinMs
    ? warning(name, found, message('doctor.certificate.expiring.advice', { left }))
    : good(name, found);
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
