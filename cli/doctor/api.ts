import { message } from '../../messages/message.ts';
import { bad, type Check, good } from './check.ts';
import { examineCertificate } from './certificate.ts';

/** Whether the API can serve, at the address that people open. */
export async function examineApi(publicUrl: string, signal: AbortSignal): Promise<readonly Check[]> {
  const ready = await examineReadiness(publicUrl, signal);
  const contact = ready.state === 'good' ? [await examineContact(publicUrl, signal)] : [];
  const { protocol, hostname, port } = new URL(publicUrl);
  if (protocol !== 'https:') return [ready, ...contact];
  const at = { host: hostname, port: port === '' ? 443 : Number(port) };
  return [ready, ...contact, await examineCertificate('api.certificate', at, { resolve: [] }, signal)];
}

async function examineReadiness(publicUrl: string, signal: AbortSignal): Promise<Check> {
  try {
    const { status } = await fetch(new URL('/readyz', publicUrl), { signal });
    return status === 200
      ? good('api.ready', message('doctor.api', { url: publicUrl }))
      : bad(
          'api.ready',
          message('doctor.api.not-ready', { url: publicUrl, status: String(status) }),
          message('doctor.api.not-ready.advice'),
        );
  } catch {
    return bad(
      'api.ready',
      message('doctor.api.no-response', { url: publicUrl }),
      message('doctor.api.no-response.advice'),
    );
  }
}

/** The contact for vulnerabilities: a note at most, because it is optional. */
async function examineContact(publicUrl: string, signal: AbortSignal): Promise<Check> {
  const name = 'api.security-contact';
  const answer = await fetch(new URL('/.well-known/security.txt', publicUrl), { signal });
  const contact = answer.ok ? /^Contact: (.+)$/mu.exec(await answer.text())?.[1] : undefined;
  return contact === undefined
    ? good(name, message('doctor.security-contact.none'))
    : good(name, message('doctor.security-contact', { contact }));
}
