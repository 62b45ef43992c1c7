import type { CredentialForm } from '../../api/credentials.ts';
import { useIntegration } from '../../api/integrations.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { filled, slot, useTexts } from '../../components/texts.ts';
import { consoleCredentials } from '../../../messages/generated/console-credentials.ts';
import { WriteRights } from './write-rights.tsx';

/** How to get what the focused fields ask for, always next to them. */
export function CredentialHelp({
  integrationId,
  form,
  egressNote,
}: {
  readonly integrationId: string;
  readonly form: CredentialForm | undefined;
  readonly egressNote: string | null;
}) {
  const text = useTexts(consoleCredentials);
  if (form === undefined) return null;
  const { name, steps, note, needs, egress, rights } = form;
  return (
    <aside
      aria-label={text('console-credentials.how')}
      className="h-fit rounded-card border border-line bg-sunken p-4 xl:sticky xl:top-16"
    >
      <h2 className="mb-2 font-semibold">{text('console-credentials.how-of', { name })}</h2>
      <ol className="mb-3 flex list-decimal flex-col gap-1 pl-5">
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <p className="mb-3 text-ink-2">{note}</p>
      <div className="flex flex-col gap-2 text-ink-2">
        {needs.map((need) => (
          <p key={need}>{need}</p>
        ))}
        {egress === null ? null : <Egress words={egress} address={egressNote} />}
        {rights === null ? null : (
          <>
            <RightsTable {...rights} />
            <RightsToWrite integrationId={integrationId} />
          </>
        )}
      </div>
    </aside>
  );
}

/** Prints the public address from which a server calls. A public service answers it, so it is run by a person alone. */
export const egressCommand = 'curl -4 -s https://checkip.amazonaws.com';

function Egress({ words, address }: { readonly words: string; readonly address: string | null }) {
  const text = useTexts(consoleCredentials);
  return (
    <>
      <p>
        {words}{' '}
        {address === null ? (
          filled(
            text('console-credentials.find-address', { command: slot(0) }),
            <code className="break-all">{egressCommand}</code>,
          )
        ) : (
          <strong>{address}</strong>
        )}
      </p>
      <div>
        <CopyButton
          text={address ?? egressCommand}
          words={text(address === null ? 'console-credentials.copy-command' : 'console-credentials.copy')}
        />
      </div>
    </>
  );
}

/** Authenticating verifies the rights to read alone. */
function RightsToWrite({ integrationId }: { readonly integrationId: string }) {
  const { data } = useIntegration(integrationId);
  return data === undefined ? null : <WriteRights integration={data} />;
}

function RightsTable({ title, rows }: NonNullable<CredentialForm['rights']>) {
  return (
    <table className="w-full text-table">
      <caption className="mb-1 text-left font-medium text-ink">{title}</caption>
      <tbody>
        {rows.map(({ where, right, level }) => (
          <tr key={`${where} ${right}`} className="border-t border-line">
            <th scope="row" className="py-1 pr-2 text-left font-normal">
              {where}
            </th>
            <td className="py-1 pr-2">{right}</td>
            <td className="py-1">{level}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
