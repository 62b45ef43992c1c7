import type { RequestHandler } from 'express';
import { dayMs } from '../domain/calendar.ts';
import { inEnglish } from '../messages/english.ts';
import { message } from '../messages/message.ts';
import type { ApiSettings } from './dependencies.ts';

export const securityTxtPath = '/.well-known/security.txt';

/** RFC 9116 wants less than a year: a stored copy must not outlive the contact for long. */
const validDays = 60;

/** Where to report a vulnerability (RFC 9116). 404 if the operator set no contact. */
export const securityTxt =
  ({ securityContact, publicUrl }: Pick<ApiSettings, 'securityContact' | 'publicUrl'>): RequestHandler =>
  (_request, response) => {
    response.type('text/plain; charset=utf-8');
    if (securityContact === null) {
      response.status(404).send(`${inEnglish(message('requests.no-security-contact'))}\n`);
      return;
    }
    const fields = [
      `Contact: ${securityContact}`,
      `Expires: ${new Date(Date.now() + validDays * dayMs).toISOString()}`,
      'Preferred-Languages: en',
      ...(publicUrl.startsWith('https:') ? [`Canonical: ${publicUrl}${securityTxtPath}`] : []),
    ];
    response.send(`${fields.join('\n')}\n`);
  };
