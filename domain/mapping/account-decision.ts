import { type Message, message } from '../../messages/message.ts';
import {
  accepted,
  type AccountDecision,
  type AccountDecisionFacts,
  type DecidedAccount,
  type DecisionResult,
  givenReason,
  rejected,
} from './decisions.ts';

/** A gone account can only be cleaned up: unmapped, excluded, its cause acknowledged. */
const possibleWhenGone: ReadonlySet<string> = new Set(['unmap', 'exclude', 'acknowledge']);

/** Judges one decision about an account against what the rows say now (RULES 10, 11). Changes nothing itself. */
export function decideAccount(decision: AccountDecision, facts: AccountDecisionFacts): DecisionResult {
  const { account } = facts;
  if (account === null)
    return rejected('AccountUnknown', message('mapping.account-unknown', { id: decision.vendorId }));
  if (account.gone && !possibleWhenGone.has(decision.action)) {
    return rejected('AccountGone', message('mapping.account-gone', { account: account.id }));
  }
  switch (decision.action) {
    case 'map':
      return mapAccount(decision, account, facts);
    case 'unmap':
      return account.mapping.state === 'mapped'
        ? accepted([{ change: 'unmap-account', accountId: account.id, companyId: account.mapping.companyId }])
        : accepted([]);
    case 'exclude':
      return exclude(account, givenReason(decision.reason));
    case 'include':
      return account.mapping.state === 'excluded'
        ? accepted([{ change: 'include-account', accountId: account.id }])
        : accepted([]);
    case 'mark':
      return mark(decision, account);
    case 'acknowledge':
      return acknowledge(decision, account);
    case 'reject':
      return reject(decision, account, facts);
  }
}

/** RULES 10, 11: one company per account, never one in the recycle bin; several accounts on one company are one line. */
function mapAccount(
  decision: AccountDecision,
  account: DecidedAccount,
  facts: AccountDecisionFacts,
): DecisionResult {
  const { company } = facts;
  if (decision.psaId === undefined) return rejected('CompanyRequired', message('mapping.company-required'));
  if (company === null)
    return rejected('CompanyUnknown', message('mapping.company-unknown', { id: decision.psaId }));
  if (company.deleted) {
    return rejected('CompanyInRecycleBin', message('mapping.company-deleted', { id: company.id }));
  }
  if (account.mapping.state === 'excluded') {
    return rejected(
      'AccountExcluded',
      message('mapping.excluded', { account: account.id, reason: account.mapping.reason }),
    );
  }
  if (account.mapping.state === 'mapped') {
    if (account.mapping.companyId === company.id) return accepted([]);
    return rejected(
      'SplitNotAvailable',
      message('mapping.split', { account: account.id, mapped: account.mapping.companyId }),
    );
  }
  const warnings = [...sameLineWarning(account, facts), ...markWarning(account)];
  return accepted([{ change: 'map-account', accountId: account.id, companyId: company.id }], warnings);
}

/** RULES 11: "Add to the same line? 26 + 19 = 45". */
function sameLineWarning(
  account: DecidedAccount,
  { alreadyOnCompany }: AccountDecisionFacts,
): readonly Message[] {
  if (alreadyOnCompany.length === 0) return [];
  const seats = [...alreadyOnCompany.map((other) => other.seats), account.seats];
  const known = seats.filter((count) => count !== null);
  const shown = seats.map((count) => (count === null ? '?' : String(count))).join(' + ');
  if (known.length < seats.length) return [message('mapping.same-line-unknown', { seats: shown })];
  const sum = known.reduce((total, count) => total + count, 0);
  return [message('mapping.same-line', { seats: shown, sum })];
}

const markWarning = ({ id, mark }: DecidedAccount): readonly Message[] =>
  mark === null ? [] : [message('mapping.marked', { account: id, mark })];

function exclude(account: DecidedAccount, reason: string | null): DecisionResult {
  if (reason === null) return rejected('ReasonRequired', message('mapping.exclude-reason'));
  if (account.mapping.state === 'excluded' && account.mapping.reason === reason) return accepted([]);
  return accepted([{ change: 'exclude-account', accountId: account.id, reason }]);
}

function mark(decision: AccountDecision, account: DecidedAccount): DecisionResult {
  if (decision.mark === undefined) return rejected('MarkRequired', message('mapping.mark-required'));
  if (decision.mark === account.mark) return accepted([]);
  const change = {
    change: 'mark-account',
    accountId: account.id,
    mark: decision.mark,
    reason: givenReason(decision.reason),
  } as const;
  const leavesLine = decision.mark !== null && account.mapping.state === 'mapped';
  return accepted([change], leavesLine ? [message('mapping.leaves-line', { account: account.id })] : []);
}

/** RULES 10: a permanent cause only; another cause later is a new one. */
function acknowledge(decision: AccountDecision, account: DecidedAccount): DecisionResult {
  const failure = account.failure ?? (account.gone ? { code: 'AccountGone', permanent: true } : null);
  if (failure === null)
    return rejected('NothingToAcknowledge', message('mapping.read-well', { account: account.id }));
  if (!failure.permanent)
    return rejected('CauseNotPermanent', message('mapping.cause-may-pass', { code: failure.code }));
  const reason = givenReason(decision.reason);
  return accepted([{ change: 'acknowledge-cause', accountId: account.id, code: failure.code, reason }]);
}

function reject(
  decision: AccountDecision,
  account: DecidedAccount,
  { company }: AccountDecisionFacts,
): DecisionResult {
  if (decision.psaId === undefined)
    return rejected('CompanyRequired', message('mapping.rejected-company-required'));
  if (company === null)
    return rejected('CompanyUnknown', message('mapping.company-unknown', { id: decision.psaId }));
  return accepted([{ change: 'reject-suggestion', accountId: account.id, companyId: company.id }]);
}
