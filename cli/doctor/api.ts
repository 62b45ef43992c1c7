import { bad, type Check, good } from './check.ts';
import { examineCertificate } from './certificate.ts';

/** Whether the API can serve, at the address that people open. */
export async function examineApi(publicUrl: string, signal: AbortSignal): Promise<readonly Check[]> {
  const ready = await examineReadiness(publicUrl, signal);
  const { protocol, hostname, port } = new URL(publicUrl);
  if (protocol !== 'https:') return [ready];
  const at = { host: hostname, port: port === '' ? 443 : Number(port) };
  return [ready, await examineCertificate('api.certificate', at, { resolve: [] }, signal)];
}

async function examineReadiness(publicUrl: string, signal: AbortSignal): Promise<Check> {
  try {
    const { status } = await fetch(new URL('/readyz', publicUrl), { signal });
    return status === 200
      ? good('api.ready', `${publicUrl} is ready`)
      : bad(
          'api.ready',
          `${publicUrl}/readyz answers ${status}`,
          'See the parts above, and the log of the API.',
        );
  } catch {
    return bad('api.ready', `${publicUrl} does not answer`, 'Start the API, or correct PUBLIC_URL.');
  }
}
