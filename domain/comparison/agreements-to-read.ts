import { dayMs } from '../calendar.ts';
import { syncs } from '../defaults.ts';
import type { PsaAgreement, PsaCompany } from '../psa-facts.ts';
import type { Instant } from '../quantity.ts';
import { agreementsInScope } from '../usage/line-scope.ts';

/** What is known of an agreement that the PSA lists, before a run reads its lines. */
export interface ListedAgreement extends Pick<PsaAgreement, 'id' | 'companyId' | 'parentAgreementId'> {
  /** New, or the list says something else of it than the list before. */
  readonly isChanged: boolean;
  /** A line of a mapped product stood on it at its last reading, or left it since and is not explained (RULES 3). */
  readonly heldMappedLine: boolean;
  /** Its last complete reading; null: there was none, or a newer attempt failed. */
  readonly lastCompleteAt: Instant | null;
}

export interface AgreementsOfRun {
  /** Ids of the agreements to read, in the order of the list. */
  readonly ids: readonly string[];
  /** Ids of those whose reading by loading is this run's own, with its true time. */
  readonly asLoaded: readonly string[];
  /** The others: their last reading stands until the background read comes to them. */
  readonly inBackgroundRead: number;
}

/**
 * What the first run reads (RULES 2): everything that loading did not read completely just before, and what the PSA's
 * list says otherwise of since.
 */
export function agreementsOfFirstRun(listed: readonly ListedAgreement[], now: Instant): AgreementsOfRun {
  const stands = ({ isChanged, lastCompleteAt }: ListedAgreement): boolean =>
    !isChanged &&
    lastCompleteAt !== null &&
    Date.parse(now) - Date.parse(lastCompleteAt) <= syncs.loadedStandsMs;
  const ids = (of: readonly ListedAgreement[]) => of.map(({ id }) => id);
  return {
    ids: ids(listed.filter((agreement) => !stands(agreement))),
    asLoaded: ids(listed.filter(stands)),
    inBackgroundRead: 0,
  };
}

/**
 * What a daily run reads (RULES 2): agreements of mapped companies, of their parents, children and bill-to companies;
 * those that held a line of a mapped product; new and changed ones; those whose newest reading is not complete. Of the
 * others, that cannot matter to a mapped customer, each run reads a share, the oldest first, so that all of them are
 * read within the background read's period; one that is older than the period is read in any case.
 */
export function agreementsToRead(
  listed: readonly ListedAgreement[],
  companies: readonly Pick<PsaCompany, 'id' | 'parentCompanyId' | 'billToCompanyId'>[],
  mappedCompanyIds: ReadonlySet<string>,
  backgroundRead: { readonly days: number; readonly now: Instant },
): AgreementsOfRun {
  const scope = {
    accountIds: [],
    companyIds: [...companiesThatMatter(companies, mappedCompanyIds)],
    agreementIds: listed
      .filter(
        ({ isChanged, heldMappedLine, lastCompleteAt }) =>
          isChanged || heldMappedLine || lastCompleteAt === null,
      )
      .map(({ id }) => id),
  };
  const wanted = new Set(agreementsInScope(listed, scope));
  const others = listed.filter(({ id }) => !wanted.has(id)).sort(byAge);
  const share = Math.ceil(others.length / backgroundRead.days);
  const due = others.filter(
    ({ lastCompleteAt }, nth) =>
      nth < share || ageInDays(lastCompleteAt, backgroundRead.now) >= backgroundRead.days,
  );
  for (const { id } of due) wanted.add(id);
  return {
    ids: listed.map(({ id }) => id).filter((id) => wanted.has(id)),
    asLoaded: [],
    inBackgroundRead: others.length - due.length,
  };
}

/** Mapped companies, those they belong to or are billed through, and those that belong to or are billed through them. */
function companiesThatMatter(
  companies: readonly Pick<PsaCompany, 'id' | 'parentCompanyId' | 'billToCompanyId'>[],
  mapped: ReadonlySet<string>,
): ReadonlySet<string> {
  const matter = new Set(mapped);
  for (const { id, parentCompanyId, billToCompanyId } of companies) {
    const through = [parentCompanyId, billToCompanyId].filter((one) => one !== null);
    if (mapped.has(id)) for (const one of through) matter.add(one);
    else if (through.some((one) => mapped.has(one))) matter.add(id);
  }
  return matter;
}

const ageInDays = (at: Instant | null, now: Instant): number =>
  at === null ? Number.POSITIVE_INFINITY : (Date.parse(now) - Date.parse(at)) / dayMs;

const byAge = (a: ListedAgreement, b: ListedAgreement): number =>
  (a.lastCompleteAt ?? '').localeCompare(b.lastCompleteAt ?? '') || a.id.localeCompare(b.id);
