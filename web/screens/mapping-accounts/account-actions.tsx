import { Check, Ellipsis, X } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useNavigate } from '../../components/router.tsx';
import { isPermanentAccountCode } from '../../../contracts/api/permanent-causes.ts';
import { menuContent, menuItem } from '../../components/menu-look.ts';
import type { Account, SuggestedMapping } from '../../api/mapping.ts';
import { useTexts } from '../../components/texts.ts';
import type { Words } from '../../components/words.ts';
import { consoleMapping } from '../../../messages/generated/console-mapping.ts';
import { RowButton, rowButtonLook } from '../mapping/row-button.tsx';
import { accountName, include, markAs } from './account-rows.ts';
import { consoleMappingAccounts } from '../../../messages/generated/console-mapping-accounts.ts';
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
  const text = useTexts(consoleMappingAccounts, integrationId);
  const shared = useTexts(consoleMapping);
  const [first] = suggestions;
  const isClear = first !== undefined && !first.ambiguous && suggestions.length === 1;
  return (
    <>
      {isOpen && isClear ? (
        <>
          <RowButton
            isWideOnly
            label={text('console-mapping-accounts.accept-for', { name })}
            title={text('console-mapping-accounts.accept-key')}
            onPress={() => acts.map([account.id], first.company)}
          >
            <Check size={13} aria-hidden /> {shared('console-mapping.accept')}
          </RowButton>
          <button
            type="button"
            tabIndex={-1}
            aria-label={text('console-mapping-accounts.reject-for', { name })}
            title={text('console-mapping-accounts.reject-hint')}
            onClick={() => acts.rejectNow(account, first.company.id)}
            className={`${rowButtonLook} px-1 text-ink-2 max-sm:hidden`}
          >
            <X size={14} aria-hidden />
          </button>
        </>
      ) : null}
      {isOpen && first !== undefined && !isClear ? (
        <RowButton
          isWideOnly
          label={text('console-mapping-accounts.choose-for', { name })}
          onPress={onChoose}
        >
          {text('console-mapping-accounts.choose')}
        </RowButton>
      ) : null}
      {isOpen && account.mapping.state === 'mapped' ? (
        <RowButton
          isWideOnly
          label={text('console-mapping-accounts.unmap-of', { name })}
          title={shared('console-mapping.unmap-key')}
          onPress={() => acts.unmapNow([account])}
        >
          {shared('console-mapping.unmap')}
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
  const text = useTexts(consoleMappingAccounts, integrationId);
  const shared = useTexts(consoleMapping);
  const { mark } = account;
  const { state } = account.mapping;
  const markNow = (to: Account['mark']): void =>
    acts.decide([markAs(account, to)], {
      saving: text('console-mapping-accounts.saving-mark', { name }),
      saved: () =>
        to === null
          ? text('console-mapping-accounts.unmarked', { name })
          : text('console-mapping-accounts.marked', {
              name,
              mark: text(`console-mapping-accounts.mark.${to}`),
            }),
    });
  const code = account.newestRead?.cause?.code ?? null;
  const isLasting = account.goneAt !== null || (code !== null && isPermanentAccountCode(code));
  const recordOf = (company: SuggestedMapping['company']): string =>
    text('console-mapping-accounts.record', {
      name: company.name.slice(0, 40),
      prefix: words.psaIds,
      id: company.id,
    });
  const items: readonly (readonly [string, () => void])[] = [
    ...(isOpen && state === 'mapped'
      ? [[shared('console-mapping.unmap'), () => acts.unmapNow([account])] as const]
      : []),
    ...(isOpen && state !== 'excluded'
      ? [
          [
            text('console-mapping-accounts.menu.exclude'),
            () => acts.ask({ kind: 'exclude', accounts: [account] }),
          ] as const,
        ]
      : []),
    ...(isOpen && state === 'excluded'
      ? [
          [
            text('console-mapping-accounts.menu.include'),
            () =>
              acts.decide([include(account)], {
                saving: text('console-mapping-accounts.saving-include', { name }),
                saved: () => text('console-mapping-accounts.included', { name }),
              }),
          ] as const,
        ]
      : []),
    ...(isOpen && mark !== 'internal'
      ? [[text('console-mapping-accounts.menu.internal'), () => markNow('internal')] as const]
      : []),
    ...(isOpen && mark !== 'nfr'
      ? [[text('console-mapping-accounts.menu.nfr'), () => markNow('nfr')] as const]
      : []),
    ...(isOpen && mark !== null
      ? [[text('console-mapping-accounts.menu.unmark'), () => markNow(null)] as const]
      : []),
    ...(isOpen && isLasting && account.acknowledged === null
      ? [
          [
            text('console-mapping-accounts.menu.acknowledge'),
            () => acts.ask({ kind: 'acknowledge', account }),
          ] as const,
        ]
      : []),
    ...(isOpen
      ? suggestions.map(
          ({ company }) =>
            [
              text('console-mapping-accounts.menu.map', { target: recordOf(company) }),
              () => acts.map([account.id], company),
            ] as const,
        )
      : []),
    ...(isOpen
      ? suggestions.map(
          ({ company }) =>
            [
              text('console-mapping-accounts.menu.reject', { target: recordOf(company) }),
              () => acts.rejectNow(account, company.id),
            ] as const,
        )
      : []),
    [
      text('console-mapping-accounts.menu.history'),
      () => navigate(`/integrations/${integrationId}/accounts/${account.id}`),
    ],
  ];
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger
        tabIndex={-1}
        aria-label={text('console-mapping-accounts.menu-of', { name })}
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
