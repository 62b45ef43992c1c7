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
    return rejected('AccountUnknown', `No account of the vendor has the id ${decision.vendorId}.`);
  if (account.gone && !possibleWhenGone.has(decision.action)) {
    return rejected('AccountGone', `The vendor no longer lists ${account.name}.`);
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
  if (decision.psaId === undefined)
    return rejected('CompanyRequired', 'Name the company of the PSA to map to.');
  if (company === null)
    return rejected('CompanyUnknown', `No company of the PSA has the id ${decision.psaId}.`);
  if (company.deleted) {
    return rejected(
      'CompanyInRecycleBin',
      `${company.name} (${company.id}) is in the recycle bin of the PSA.`,
    );
  }
  if (account.mapping.state === 'excluded') {
    return rejected(
      'AccountExcluded',
      `${account.name} is excluded (${account.mapping.reason}). Include it first.`,
    );
  }
  if (account.mapping.state === 'mapped') {
    if (account.mapping.companyId === company.id) return accepted([]);
    return rejected(
      'SplitNotAvailable',
      `${account.name} is mapped to company ${account.mapping.companyId}. One account cannot be split over two customers: ` +
        'exclude it as "shared, billed by hand", or unmap it first to move it.',
    );
  }
  const warnings = [...sameLineWarning(account, facts), ...markWarning(account)];
  return accepted([{ change: 'map-account', accountId: account.id, companyId: company.id }], warnings);
}

/** RULES 11: "Add to the same line? 26 + 19 = 45". */
function sameLineWarning(
  account: DecidedAccount,
  { alreadyOnCompany }: AccountDecisionFacts,
): readonly string[] {
  if (alreadyOnCompany.length === 0) return [];
  const seats = [...alreadyOnCompany.map((other) => other.seats), account.seats];
  const known = seats.filter((count) => count !== null);
  const sum = known.length === seats.length ? String(known.reduce((total, count) => total + count, 0)) : '?';
  return [
    `Add to the same line? ${seats.map((count) => (count === null ? '?' : String(count))).join(' + ')} = ${sum}`,
  ];
}

const markWarning = (account: DecidedAccount): readonly string[] =>
  account.mark === null ? [] : [`${account.name} is marked ${account.mark}: counted, never billed.`];

function exclude(account: DecidedAccount, reason: string | null): DecisionResult {
  if (reason === null) return rejected('ReasonRequired', 'Say why this account is never billed.');
  if (account.mapping.state === 'excluded' && account.mapping.reason === reason) return accepted([]);
  return accepted([{ change: 'exclude-account', accountId: account.id, reason }]);
}

function mark(decision: AccountDecision, account: DecidedAccount): DecisionResult {
  if (decision.mark === undefined)
    return rejected('MarkRequired', 'Name the mark: internal, nfr, or null for none.');
  if (decision.mark === account.mark) return accepted([]);
  const change = {
    change: 'mark-account',
    accountId: account.id,
    mark: decision.mark,
    reason: givenReason(decision.reason),
  } as const;
  const leavesLine = decision.mark !== null && account.mapping.state === 'mapped';
  return accepted(
    [change],
    leavesLine ? [`${account.name} leaves its line: marked accounts are never billed.`] : [],
  );
}

/** RULES 10: a permanent cause only; another cause later is a new one. */
function acknowledge(decision: AccountDecision, account: DecidedAccount): DecisionResult {
  const failure = account.failure ?? (account.gone ? { code: 'AccountGone', permanent: true } : null);
  if (failure === null) return rejected('NothingToAcknowledge', `${account.name} was read without trouble.`);
  if (!failure.permanent)
    return rejected('CauseNotPermanent', `${failure.code} may pass by itself: it cannot be acknowledged.`);
  const reason = givenReason(decision.reason);
  return accepted([{ change: 'acknowledge-cause', accountId: account.id, code: failure.code, reason }]);
}

function reject(
  decision: AccountDecision,
  account: DecidedAccount,
  { company }: AccountDecisionFacts,
): DecisionResult {
  if (decision.psaId === undefined)
    return rejected('CompanyRequired', 'Name the suggested company to reject.');
  if (company === null)
    return rejected('CompanyUnknown', `No company of the PSA has the id ${decision.psaId}.`);
  return accepted([{ change: 'reject-suggestion', accountId: account.id, companyId: company.id }]);
}
