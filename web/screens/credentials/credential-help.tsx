import { Copy } from 'lucide-react';
import { useState } from 'react';
import type { CredentialSetName } from '../../api/credentials.ts';
import type { Vendor } from '../../api/integrations.ts';
import { Button } from '../../components/button.tsx';

/** Rights that the API member's role needs; each at level All, or lists come short without a word. */
const roleRights = [
  ['Companies › Company Maintenance', 'Inquire', 'All'],
  ['Finance › Agreements', 'Inquire', 'All'],
  ['Finance › Agreements', 'Edit', 'All, to write approved quantities'],
  ['Procurement › Product Catalog', 'Inquire', 'All'],
  ['System › Table Setup', 'Inquire', 'All'],
] as const;

/** How to get what the focused fields ask for, always beside them. */
export function CredentialHelp({
  set,
  sets,
  egressNote,
}: {
  readonly set: CredentialSetName;
  readonly sets: Vendor['credentialSets'];
  readonly egressNote: string | null;
}) {
  const help = sets.find((one) => one.set === set);
  if (help === undefined) return null;
  return (
    <aside
      aria-label="How to get these"
      className="h-fit rounded-card border border-line bg-sunken p-4 xl:sticky xl:top-16"
    >
      <h2 className="mb-2 font-semibold">How to get these ({help.name})</h2>
      <ol className="mb-3 flex list-decimal flex-col gap-1 pl-5">
        {help.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <p className="mb-3 text-ink-2">{help.note}</p>
      {set === 'psa' ? <RoleTable /> : <DuoNotes egressNote={egressNote} />}
    </aside>
  );
}

function DuoNotes({ egressNote }: { readonly egressNote: string | null }) {
  const [copied, setCopied] = useState(false);
  return (
    <div className="flex flex-col gap-2 text-ink-2">
      <p>You need the Owner role in the parent account.</p>
      <p>
        Optional: Networks for API Access. Leave it empty, or include the address from where this installation
        calls:{' '}
        {egressNote === null ? 'ask your operator for the outgoing address.' : <strong>{egressNote}</strong>}
      </p>
      {egressNote === null ? null : (
        <div>
          <Button
            dense
            onClick={() => void navigator.clipboard.writeText(egressNote).then(() => setCopied(true))}
          >
            <Copy size={14} aria-hidden />
            {copied ? 'Copied' : 'Copy'}
          </Button>
        </div>
      )}
    </div>
  );
}

function RoleTable() {
  return (
    <div className="flex flex-col gap-2 text-ink-2">
      <p>
        The site is the API host, with the prefix api-: api-na.myconnectwise.net where you sign in at
        na.myconnectwise.net.
      </p>
      <table className="w-full text-table">
        <caption className="mb-1 text-left font-medium text-ink">
          Rights of the API member&apos;s role
        </caption>
        <tbody>
          {roleRights.map(([module, right, level]) => (
            <tr key={`${module} ${right}`} className="border-t border-line">
              <th scope="row" className="py-1 pr-2 text-left font-normal">
                {module}
              </th>
              <td className="py-1 pr-2">{right}</td>
              <td className="py-1">{level}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
