import { Ban, OctagonAlert } from 'lucide-react';
import type { Account, SuggestedMapping } from '../../api/mapping.ts';
import type { SavingPhase } from '../../api/mapping-commands.ts';
import { useTexts } from '../../components/texts.ts';
import type { Words } from '../../components/words.ts';
import { shortText, visibleText } from '../../components/visible-text.ts';
import { consoleMapping } from '../../../messages/generated/console-mapping.ts';
import { SavingMark } from '../mapping/saving-mark.tsx';
import { companyName, type CompanyRef } from './account-rows.ts';
import type { AccountTexts } from './mapping-accounts-texts.ts';

/** An account, and what goes on with it. */
export interface AccountNow {
  readonly account: Account;
  readonly saving: SavingPhase | null;
  readonly rejection: string | null;
  readonly suggestions: readonly SuggestedMapping[];
  /** Company in the hand, which may be put on its row. */
  readonly company: CompanyRef | null;
  readonly words: Words;
  readonly text: AccountTexts;
}

/** Below the name of an account, two lines at most: what is in progress, what was rejected, or where it is mapped. */
export function AccountDetail({
  account,
  company,
  why,
  isDropTarget,
  saving,
  rejection,
  suggestions,
  words,
  text,
}: AccountNow & { readonly why: string | null; readonly isDropTarget: boolean }) {
  const { mapping, mark, goneAt, nameCleaned, newestRead, acknowledged } = account;
  const shared = useTexts(consoleMapping);
  const line = 'flex min-h-4 min-w-0 items-start gap-1.5 text-label';
  if (saving !== null) {
    return (
      <span className={line}>
        <SavingMark phase={saving} />
      </span>
    );
  }
  if (company !== null && why !== null) {
    return (
      <span className={`${line} text-ink-3`}>
        <Ban size={13} className="mt-0.5 shrink-0" aria-hidden />
        <span className="line-clamp-2">{why}</span>
      </span>
    );
  }
  if (company !== null && isDropTarget)
    return (
      <span className={`${line} font-medium text-info`}>
        <span className="line-clamp-2">
          {text('console-mapping-accounts.drop', { target: companyName(company, words, text) })}
        </span>
      </span>
    );
  if (rejection !== null) {
    return (
      <span className={`${line} text-bad`} title={visibleText(rejection)}>
        <OctagonAlert size={13} className="mt-0.5 shrink-0 text-bad-mark" aria-hidden />
        <span className="line-clamp-2">
          {shared('console-mapping.not-saved', { detail: visibleText(rejection) })}
        </span>
      </span>
    );
  }
  const cause = newestRead?.cause ?? null;
  const facts = [
    ...(mapping.state === 'mapped' && mapping.company !== null
      ? [
          text('console-mapping-accounts.mapped-to', {
            name: shortText(mapping.company.name),
            prefix: words.psaIds,
            id: mapping.company.id,
          }),
          mapping.origin === 'exact'
            ? text('console-mapping-accounts.exact')
            : by(mapping.decidedByName, text),
        ]
      : []),
    ...(mapping.state === 'excluded'
      ? [text('console-mapping-accounts.excluded', { reason: shortText(mapping.reason ?? '') })]
      : []),
    ...(mark === null
      ? []
      : [
          text('console-mapping-accounts.mark-fact', {
            mark: text(`console-mapping-accounts.mark.${mark}`),
          }),
        ]),
    ...(goneAt === null ? [] : [text('console-mapping-accounts.gone')]),
    ...(nameCleaned ? [text('console-mapping-accounts.cleaned')] : []),
    ...(cause === null
      ? []
      : [
          text(
            acknowledged?.code === cause.code
              ? 'console-mapping-accounts.acknowledged'
              : 'console-mapping-accounts.not-read',
            { cause: cause.title },
          ),
        ]),
  ];
  if (facts.length > 0)
    return (
      <span className={`${line} text-ink-2`}>
        <bdi className="line-clamp-2" title={facts.join(' · ')}>
          {facts.join(' · ')}
        </bdi>
      </span>
    );
  const [first] = suggestions;
  if (first === undefined)
    return (
      <span className={`${line} text-ink-3`}>
        <span className="line-clamp-2">{text('console-mapping-accounts.none-suggested')}</span>
      </span>
    );
  if (first.hasTwin || suggestions.length > 1) {
    return (
      <span className={`${line} text-warn`}>
        <span className="line-clamp-2">
          {first.hasTwin
            ? text('console-mapping-accounts.share-name', { count: suggestions.length })
            : text('console-mapping-accounts.possible', { count: suggestions.length })}
        </span>
      </span>
    );
  }
  return (
    <span className={`${line} ${first.ambiguous ? 'text-warn' : 'text-ink-2'}`}>
      <bdi className="line-clamp-2">
        {text('console-mapping-accounts.suggestion', {
          target: companyName(first.company, words, text),
          reason: first.words,
        })}
      </bdi>
    </span>
  );
}

const by = (name: string | null, text: AccountTexts): string =>
  name === null
    ? text('console-mapping-accounts.by-person')
    : text('console-mapping-accounts.by', { name: shortText(name) });
