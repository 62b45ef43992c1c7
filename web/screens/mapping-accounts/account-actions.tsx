import { Check, Ellipsis, X } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useNavigate } from '../../components/router.tsx';
import { isPermanentAccountCode } from '../../../contracts/api/permanent-causes.ts';
import { menuContent, menuItem } from '../../components/menu-look.ts';
import type { Account, SuggestedMapping } from '../../api/mapping.ts';
import { withArticle, type Words } from '../../components/words.ts';
import { RowButton, rowButtonLook } from '../mapping/row-button.tsx';
import { accountName, include, markAs } from './account-rows.ts';
import type { MappingActs } from './use-account-mapping.ts';

/** Buttons of an account; reached by → and by the pointer, not by Tab. */
export function AccountActions({
  integrationId,
  account,
  isOpen,
  acts,
  words,
  suggestions,
  onChoose,
}: {
  readonly integrationId: string;
  readonly account: Account;
  /** It can be decided now. */
  readonly isOpen: boolean;
  readonly acts: MappingActs;
  readonly words: Words;
  readonly suggestions: readonly SuggestedMapping[];
  /** Several companies fit: look at them at the left. */
  readonly onChoose: () => void;
}) {
  const name = accountName(account);
  const [first] = suggestions;
  const isClear = first !== undefined && !first.ambiguous && suggestions.length === 1;
  return (
    <>
      {isOpen && isClear ? (
        <>
          <RowButton
            isWideOnly
            label={`Accept the suggestion for ${name}`}
            title="Accept (A)"
            onPress={() => acts.map([account.id], first.company)}
          >
            <Check size={13} aria-hidden /> Accept
          </RowButton>
          <button
            type="button"
            tabIndex={-1}
            aria-label={`Reject the suggestion for ${name}`}
            title="Reject: it does not come back"
            onClick={() => acts.rejectNow(account, first.company.id)}
            className={`${rowButtonLook} px-1 text-ink-2 max-sm:hidden`}
          >
            <X size={14} aria-hidden />
          </button>
        </>
      ) : null}
      {isOpen && first !== undefined && !isClear ? (
        <RowButton isWideOnly label={`Choose ${withArticle(words.company)} for ${name}`} onPress={onChoose}>
          Choose
        </RowButton>
      ) : null}
      {isOpen && account.mapping.state === 'mapped' ? (
        <RowButton
          isWideOnly
          label={`Unmap ${name}`}
          title="Unmap (U)"
          onPress={() => acts.unmapNow([account])}
        >
          Unmap
        </RowButton>
      ) : null}
      <AccountMenu {...{ integrationId, account, acts, words, name, isOpen, suggestions }} />
    </>
  );
}

function AccountMenu({
  integrationId,
  account,
  acts,
  words,
  name,
  isOpen,
  suggestions,
}: {
  readonly integrationId: string;
  readonly account: Account;
  readonly acts: MappingActs;
  readonly words: Words;
  readonly name: string;
  readonly isOpen: boolean;
  readonly suggestions: readonly SuggestedMapping[];
}) {
  const navigate = useNavigate();
  const { mark } = account;
  const { state } = account.mapping;
  const markNow = (to: Account['mark']): void =>
    acts.decide([markAs(account, to)], {
      saving: `the mark of ${name}`,
      saved: () =>
        to === null ? `Mark removed from ${name}.` : `Marked ${name} as ${to}: counted, never billed.`,
    });
  const code = account.newestRead?.cause?.code ?? null;
  const isLasting = account.goneAt !== null || (code !== null && isPermanentAccountCode(code));
  const items: readonly (readonly [string, () => void])[] = [
    ...(isOpen && state === 'mapped' ? [['Unmap', () => acts.unmapNow([account])] as const] : []),
    ...(isOpen && state !== 'excluded'
      ? [['Exclude…', () => acts.ask({ kind: 'exclude', accounts: [account] })] as const]
      : []),
    ...(isOpen && state === 'excluded'
      ? [
          [
            'Include again',
            () => acts.decide([include(account)], { saving: name, saved: () => `Included ${name} again.` }),
          ] as const,
        ]
      : []),
    ...(isOpen && mark !== 'internal' ? [['Mark as internal', () => markNow('internal')] as const] : []),
    ...(isOpen && mark !== 'nfr' ? [['Mark as NFR', () => markNow('nfr')] as const] : []),
    ...(isOpen && mark !== null ? [['Remove the mark', () => markNow(null)] as const] : []),
    ...(isOpen && isLasting && account.acknowledged === null
      ? [['Acknowledge the cause…', () => acts.ask({ kind: 'acknowledge', account })] as const]
      : []),
    ...(isOpen
      ? suggestions.map(
          ({ company }) =>
            [
              `Map to ${company.name.slice(0, 40)} ${words.psaIds} ${company.id}`,
              () => acts.map([account.id], company),
            ] as const,
        )
      : []),
    ...(isOpen
      ? suggestions.map(
          ({ company }) =>
            [
              `Reject ${company.name.slice(0, 40)} ${words.psaIds} ${company.id}`,
              () => acts.rejectNow(account, company.id),
            ] as const,
        )
      : []),
    ['History', () => navigate(`/integrations/${integrationId}/accounts/${account.id}`)],
  ];
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger
        tabIndex={-1}
        aria-label={`More for ${name}`}
        className={`${rowButtonLook} px-1 text-ink-2`}
      >
        <Ellipsis size={16} aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={4} className={menuContent}>
          {items.map(([label, run]) => (
            <DropdownMenu.Item key={label} className={menuItem} onSelect={run}>
              <bdi>{label}</bdi>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
