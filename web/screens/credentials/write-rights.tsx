import type { Integration } from '../../api/integrations.ts';
import { Instant } from '../../components/instant.tsx';
import { useTexts } from '../../components/texts.ts';
import { consoleCredentials } from '../../../messages/generated/console-credentials.ts';

/** What the PSA's own answers showed of the rights to change, create, and end lines. */
export function WriteRights({
  integration: { id, writeRight, writeRightAt, createRight, createRightAt, endRight, endRightAt },
}: {
  readonly integration: Integration;
}) {
  const text = useTexts(consoleCredentials, id);
  const rights = [
    [text(`console-credentials.access.${writeRight}`), writeRightAt],
    [text(`console-credentials.create-right.${createRight}`), createRightAt],
    [text(`console-credentials.end-right.${endRight}`), endRightAt],
  ] as const;
  return (
    <ul className="text-label text-ink-3">
      {rights.map(([words, at]) => (
        <li key={words}>
          {words} {at === null ? null : <Instant at={at} />}
        </li>
      ))}
    </ul>
  );
}
