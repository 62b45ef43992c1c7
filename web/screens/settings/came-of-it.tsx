import type { DescendantInfo, LineageRoot } from '../../api/people.ts';
import { useLineage } from '../../api/people.ts';
import { Button } from '../../components/button.tsx';
import { plural } from '../../values/format.ts';
import { Instant } from '../../components/instant.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { VendorText } from '../../components/vendor-text.tsx';

/** What was created with a key or by a member and is in use: each may end along. Says what waits and is canceled. */
export function CameOfIt({
  root,
  chosen,
  onChange,
}: {
  readonly root: LineageRoot;
  readonly chosen: readonly string[];
  readonly onChange: (ids: readonly string[]) => void;
}) {
  const lineage = useLineage(root);
  return (
    <QueryView query={lineage}>
      {({ items, waitingApprovals }) => (
        <>
          {waitingApprovals === 0 ? null : (
            <p>
              {plural(waitingApprovals, 'change')} approved {root.kind === 'api-key' ? 'with it' : 'by them'}{' '}
              {waitingApprovals === 1 ? 'is' : 'are'} not sent yet and will be canceled.
            </p>
          )}
          {items.length === 0 ? null : (
            <fieldset className="flex flex-col gap-2">
              <legend className="mb-1 flex w-full items-center justify-between gap-2">
                {root.kind === 'api-key' ? 'Made with it' : 'Made by them'}, and still in use. Tick what
                should end too:
                <Button dense onClick={() => onChange(items.map(({ id }) => id))}>
                  Tick all
                </Button>
              </legend>
              {items.map((one) => (
                <Choice
                  key={one.id}
                  one={one}
                  chosen={chosen.includes(one.id)}
                  onChange={(on) => onChange(on ? [...chosen, one.id] : chosen.filter((id) => id !== one.id))}
                />
              ))}
            </fieldset>
          )}
        </>
      )}
    </QueryView>
  );
}

function Choice({
  one,
  chosen,
  onChange,
}: {
  readonly one: DescendantInfo;
  readonly chosen: boolean;
  readonly onChange: (on: boolean) => void;
}) {
  const { kind, name, role, creator, createdAt, waitingApprovals } = one;
  return (
    <label className="flex items-start gap-2">
      <input
        type="checkbox"
        className="mt-1 size-4 accent-accent"
        checked={chosen}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>
        {kind === 'api-key' ? 'Key' : 'Member'} <VendorText text={name} /> ({role}), made by{' '}
        <VendorText text={creator.name} /> <Instant at={createdAt} />
        {waitingApprovals === 0 ? null : `; ends ${plural(waitingApprovals, 'approved change')} not sent yet`}
      </span>
    </label>
  );
}
