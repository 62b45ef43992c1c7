import { entryOf, type Kinds } from '../../../domain/kinds.ts';
import type { Suggestion } from '../../../domain/mapping/suggestions.ts';
import { type Message, message } from '../../../messages/message.ts';

/**
 * Returns why it is suggested: its name, and what is known of a former PSA.
 * @param what is suggested
 */
export function suggestionText(
  { reason, former, hasTwin }: Pick<Suggestion, 'reason' | 'former' | 'hasTwin'>,
  { psas }: Kinds,
  what: 'company' | 'product',
): Message {
  const name = message(`mapping.suggested.${reason}`);
  const facts: Message[] = [];
  if (former === null) facts.push(name);
  else {
    const psaName = entryOf(psas, former.psa).name;
    if (former.companyName === null)
      facts.push(name, message('mapping.suggested.not-billed-in', { psaName }));
    else {
      facts.push(message('mapping.suggested.mapped-to', { name: former.companyName, psaName }));
      if (reason !== 'equal-name') facts.push(name);
      if (former.hasTwin) facts.push(message('mapping.suggested.twin-there'));
    }
  }
  if (hasTwin) facts.push(message(`mapping.suggested.twin-${what}`));
  return facts.reduce((first, second) => message('mapping.suggested.both', { first, second }));
}
