import type { DuoErrorCode } from '../duo/error-codes.ts';
import type { DuoAccount, PsaCompany } from '../scenario.ts';
import { duoAccount, type Edition } from './duo-side.ts';
import { type UserMix, usersOf, usualMix } from './people.ts';
import type { AgreementPlan, LinePlan, PsaStateBuilder } from './psa-side.ts';
import { Chance } from './random.ts';

/** A customer of a scenario as told: a child account in Duo, and what the PSA has of it. */
export interface CustomerFixture {
  readonly duo: AccountFixture | null;
  readonly psa: readonly CompanyFixture[];
}

export interface AccountFixture {
  readonly name: string;
  readonly edition: Edition;
  /** A number: that many seats in the usual mix. */
  readonly users: number | UserMix;
  /** Users in Duo's Trash beside the seats. */
  readonly trashed?: number;
  readonly unreadable?: 'hangs' | 'other deployment' | 'no host';
  readonly rejection?: DuoErrorCode;
  /** Where the scenario wants a host of its own. */
  readonly apiHostname?: string;
}

export interface CompanyFixture {
  readonly name: string;
  readonly agreements: readonly AgreementFixture[];
  readonly deleted?: true;
  /** What it is billed in, by ISO 4217; left out: USD. */
  readonly currency?: string;
  /** Name of a company entered before. */
  readonly billTo?: string;
}

export interface AgreementFixture extends Omit<AgreementPlan, 'parentAgreement'> {
  readonly lines: readonly LinePlan[];
  /** Name of the company, entered before, whose first agreement is its parent. */
  readonly under?: string;
}

/** A company with one monthly agreement that holds these lines. */
export const bills = (name: string, ...lines: LinePlan[]): CompanyFixture => ({
  name,
  agreements: [{ lines }],
});

/** A company without any agreement. */
export const idle = (name: string): CompanyFixture => ({ name, agreements: [] });

export const account = (
  name: string,
  edition: Edition,
  users: number | UserMix,
  more: Omit<AccountFixture, 'name' | 'edition' | 'users'> = {},
): AccountFixture => ({ name, edition, users, ...more });

export function duoAccountOf(seed: number, now: Date, plan: AccountFixture): DuoAccount {
  const { name, edition, users, trashed, unreadable, rejection } = plan;
  const mix = typeof users === 'number' ? usualMix(new Chance('mix', seed, name), users, trashed) : users;
  const apiHostname = unreadable === 'no host' ? '' : plan.apiHostname;
  return duoAccount(seed, {
    name,
    edition,
    users: () => usersOf(name, seed, mix, now),
    otherDeployment: unreadable === 'other deployment',
    hangs: unreadable === 'hangs',
    ...(rejection === undefined ? {} : { rejection }),
    ...(apiHostname === undefined ? {} : { apiHostname }),
  });
}

export function enterCompany(psa: PsaStateBuilder, plan: CompanyFixture): void {
  const billTo: PsaCompany | undefined = psa.companies.find((company) => company.name === plan.billTo);
  const company = psa.company(plan.name, {
    deleted: plan.deleted ?? false,
    ...(billTo === undefined ? {} : { billTo }),
    ...(plan.currency === undefined ? {} : { currency: plan.currency }),
  });
  for (const { lines, under, ...agreementPlan } of plan.agreements) {
    const parentAgreement = psa.agreements.find((one) => one.company.name === under);
    const agreement = psa.agreement(company, {
      ...agreementPlan,
      ...(parentAgreement === undefined ? {} : { parentAgreement }),
    });
    for (const line of lines) psa.line(agreement, line);
  }
}
