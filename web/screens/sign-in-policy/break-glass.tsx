import { type MemberInfo, useMembers, useSetBreakGlass } from '../../api/people.ts';
import { ErrorCard } from '../../components/failure-card.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { useTexts } from '../../components/texts.ts';
import { useToast } from '../../components/toasts.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { consoleSignInPolicy } from '../../../messages/generated/console-sign-in-policy.ts';

/** Administrators who can sign in with a password while single sign-on is required. */
export function BreakGlass() {
  const members = useMembers();
  const set = useSetBreakGlass();
  const toast = useToast();
  const text = useTexts(consoleSignInPolicy);
  const change = ({ id, name }: MemberInfo, isOn: boolean): void =>
    set.mutate(
      { id, breakGlass: isOn },
      {
        onSuccess: () =>
          toast(
            text(
              isOn
                ? 'console-sign-in-policy.now-break-glass'
                : 'console-sign-in-policy.no-longer-break-glass',
              { name },
            ),
          ),
      },
    );
  return (
    <section
      aria-label={text('console-sign-in-policy.break-glass')}
      className="flex max-w-2xl flex-col gap-3 rounded-card border border-line bg-surface px-4 py-3"
    >
      <div>
        <h3 className="font-medium">{text('console-sign-in-policy.break-glass')}</h3>
        <p className="text-table text-ink-2">{text('console-sign-in-policy.break-glass-why')}</p>
      </div>
      {set.error === null ? null : <ErrorCard error={set.error} />}
      <QueryView query={members}>
        {({ items }) => (
          <ul className="flex flex-col gap-2">
            {items
              .filter(
                ({ role, disabledAt, breakGlass }) => breakGlass || (role === 'admin' && disabledAt === null),
              )
              .map((member) => (
                <li key={member.id}>
                  <label className="flex flex-wrap items-center gap-2">
                    <input
                      type="checkbox"
                      className="size-4 accent-accent"
                      aria-label={text('console-sign-in-policy.break-glass-of', { name: member.name })}
                      checked={member.breakGlass}
                      onChange={(event) => change(member, event.target.checked)}
                    />
                    <VendorText text={member.name} />
                    <span className="text-label text-ink-3">
                      <VendorText text={member.email} />
                    </span>
                  </label>
                </li>
              ))}
          </ul>
        )}
      </QueryView>
    </section>
  );
}
