import { Ban, OctagonAlert } from 'lucide-react';
import type { Account, SuggestedMapping } from '../../api/mapping.ts';
import type { SavingPhase } from '../../api/mapping-commands.ts';
import { capital, type Words } from '../../components/words.ts';
import { shortText, visibleText } from '../../components/visible-text.ts';
import { SavingMark } from '../mapping/saving-mark.tsx';
import { companyName, type CompanyRef } from './account-rows.ts';

/** An account, and what goes on with it. */
export interface AccountNow {
  readonly account: Account;
  readonly saving: SavingPhase | null;
  readonly rejection: string | null;
  readonly suggestions: readonly SuggestedMapping[];
  /** Company in the hand, which may be put on its row. */
  readonly company: CompanyRef | null;
  readonly words: Words;
}

/** Below the name of an account, two lines at most: what is under way, what was rejected, or where it is mapped. */
export function AccountDetail({
  account,
  company,
  why,
  isDropTarget,
  saving,
  rejection,
  suggestions,
  words,
}: AccountNow & { readonly why: string | null; readonly isDropTarget: boolean }) {
  const { mapping, mark, goneAt, nameCleaned, newestRead, acknowledged } = account;
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
        <span className="line-clamp-2">Drop: {companyName(company, words)} maps to this account</span>
      </span>
    );
  if (rejection !== null) {
    return (
      <span className={`${line} text-bad`} title={visibleText(rejection)}>
        <OctagonAlert size={13} className="mt-0.5 shrink-0 text-bad-mark" aria-hidden />
        <span className="line-clamp-2">Not saved: {visibleText(rejection)}</span>
      </span>
    );
  }
  const cause = newestRead?.cause ?? null;
  const facts = [
    ...(mapping.state === 'mapped' && mapping.company !== null
      ? [
          `→ ${shortText(mapping.company.name)} ${words.psaIds} ${mapping.company.id}`,
          mapping.origin === 'exact' ? 'exact match' : by(mapping.decidedByName),
        ]
      : []),
    ...(mapping.state === 'excluded' ? [`excluded: ${shortText(mapping.reason ?? '')}`] : []),
    ...(mark === null ? [] : [`${mark}: counted, never billed`]),
    ...(goneAt === null ? [] : [`no longer listed by ${words.vendor}`]),
    ...(nameCleaned ? ['name with replaced characters: matched by hand only'] : []),
    ...(cause === null
      ? []
      : [`${acknowledged?.code === cause.code ? 'acknowledged' : 'not read'}: ${cause.title}`]),
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
        <span className="line-clamp-2">no {words.company} suggested</span>
      </span>
    );
  if (first.hasTwin || suggestions.length > 1) {
    return (
      <span className={`${line} text-warn`}>
        <span className="line-clamp-2">
          {first.hasTwin
            ? `${capital(words.companies)} share this name: choose by id`
            : `${suggestions.length} ${words.companies} may fit: choose one`}
        </span>
      </span>
    );
  }
  return (
    <span className={`${line} ${first.ambiguous ? 'text-warn' : 'text-ink-2'}`}>
      <bdi className="line-clamp-2">
        suggestion: {companyName(first.company, words)} ({first.words})
      </bdi>
    </span>
  );
}

const by = (name: string | null): string => (name === null ? 'by a person' : `by ${shortText(name)}`);
