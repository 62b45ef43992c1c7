import type { DeclaredMessages } from '../params.ts';

const base = ['accepted', 'psa'] as const;
const direction = ['fewer', 'more'] as const;
const yesNo = ['yes', 'no'] as const;
const relation = ['own', 'child', 'parent', 'parentCompany', 'billTo', 'site'] as const;

/** Names and quantities of PSA lines, as other messages of usage lines contain them. */
const lines = {
  'usage.agreement-name': { name: 'text', id: 'text' },
  'usage.difference': { change: 'change' },
  'usage.difference-unknown': {},
  'usage.line': { line: 'line' },
  'usage.duplicate': { line: 'text' },
  'usage.duplicate-ending': { line: 'text', day: 'day' },
  'usage.line-beginning': { line: 'line', day: 'day' },
  'usage.line-ending': { line: 'line', day: 'day' },
  'usage.line-locked': { line: 'line', why: 'message' },
  'usage.line-units': { line: 'line', quantity: 'quantity', day: 'day' },
  'usage.line-units-created': { line: 'line', quantity: 'quantity', day: 'day' },
  'usage.units': { quantity: 'quantity', line: 'line' },
  'usage.units-at': { quantity: 'quantity', line: 'line', price: 'money' },
  'usage.units-at-unconfirmed': { quantity: 'quantity', line: 'line', price: 'quantity' },
} as const satisfies DeclaredMessages;

/** Why a line is of its kind. */
const reasons = {
  'usage.reason.bills-nothing': { why: 'message' },
  'usage.reason.billed-twice': { lines: 'messages' },
  'usage.reason.billed-twice-from': {
    day: 'day',
    billed: 'quantity',
    units: 'quantity',
    lines: 'messages',
    line: 'line',
  },
  'usage.reason.billed-twice-from-created': {
    day: 'day',
    billed: 'quantity',
    units: 'quantity',
    lines: 'messages',
    line: 'line',
    created: 'line',
  },
  'usage.reason.choice-agreements': { count: 'count' },
  'usage.reason.choice-elsewhere': {},
  'usage.reason.differs': { seats: 'count', units: 'quantity', change: 'change' },
  'usage.reason.differs-in-addition': {
    seats: 'count',
    included: 'quantity',
    units: 'quantity',
    change: 'change',
  },
  'usage.reason.differs-by-rule': {
    seats: 'count',
    billable: 'count',
    addition: 'quantity',
    units: 'quantity',
    change: 'change',
  },
  'usage.reason.included': { seats: 'count', units: 'quantity', included: 'quantity' },
  'usage.reason.included-in-addition': {
    seats: 'count',
    addition: 'quantity',
    units: 'quantity',
    included: 'quantity',
  },
  'usage.reason.included-by-rule': {
    seats: 'count',
    billable: 'count',
    addition: 'quantity',
    units: 'quantity',
    included: 'quantity',
  },
  'usage.reason.matched': { seats: 'count', units: 'quantity' },
  'usage.reason.matched-by-rule': {
    seats: 'count',
    billable: 'count',
    addition: 'quantity',
    units: 'quantity',
  },
  'usage.reason.matched-in-addition': { seats: 'count', included: 'quantity', units: 'quantity' },
  'usage.reason.matched-uncounted': { units: 'quantity', why: 'message' },
  'usage.reason.new': {},
  'usage.reason.new-ended': { line: 'line', day: 'day' },
  'usage.reason.new-found': { found: 'message', more: 'count' },
  'usage.reason.new-vanished': { vanished: 'message' },
  'usage.reason.no-account': {},
  'usage.reason.nothing': {},
  'usage.reason.nothing-by-rule': { seats: 'count' },
  'usage.reason.ended': { day: 'day' },
  'usage.reason.orphan': {},
  'usage.reason.orphan-by-rule': { seats: 'count' },
  'usage.reason.orphan-left': {},
  'usage.reason.unmapped': {},
  'usage.reason.unmapped-not-read': { why: 'message' },
  'usage.reason.without-quantity': { seats: 'count', lines: 'messages' },
} as const satisfies DeclaredMessages;

/** Why a line of the PSA, or its agreement, is not billed. */
const notBilled = {
  'usage.agreement.canceled': {},
  'usage.agreement.cycle-missing': {},
  'usage.agreement.cycle-none': {},
  'usage.agreement.ended': { day: 'day' },
  'usage.agreement.expired': {},
  'usage.agreement.inactive': {},
  'usage.agreement.no-next-invoice': {},
  'usage.agreement.no-open-period': {},
  'usage.agreement.period-type-missing': {},
  'usage.agreement.periods-unknown': {},
  'usage.agreement.not-listed': {},
  'usage.agreement.overdue': { day: 'day' },
  'usage.agreement.removed': {},
  'usage.not-live.begins': { day: 'day' },
  'usage.not-live.canceled': { day: 'day' },
  'usage.not-live.continued': { until: 'day', line: 'line' },
  'usage.not-live.continued-units': { quantity: 'quantity', until: 'day', line: 'line' },
  'usage.not-live.no-effective-date': {},
  'usage.not-live.no-units': {},
  'usage.locked.begins': { day: 'day' },
} as const satisfies DeclaredMessages;

/** Why the data of a line is incomplete. */
const notRead = {
  'usage.not-read.account-failed': { account: 'account', code: 'text' },
  'usage.not-read.account-gone': { account: 'account', code: 'text' },
  'usage.not-read.account-incomplete': { account: 'account', code: 'text' },
  'usage.not-read.account-never': { account: 'account' },
  'usage.not-read.agreement-failed': { agreementId: 'agreement', code: 'text' },
  'usage.not-read.agreement-never': { agreementId: 'agreement' },
  'usage.not-read.too-far-apart': { hours: 'count' },
  'usage.not-read.too-old': { days: 'count' },
} as const satisfies DeclaredMessages;

const checks = {
  'usage.check.age': { hours: 'count', limit: 'count' },
  'usage.check.apart': { seats: 'quantity', percent: 'number', direction, base },
  'usage.check.apart-of-none': { seats: 'quantity', direction, base, units: 'quantity' },
  'usage.check.units-apart': { units: 'quantity', percent: 'number', direction },
  'usage.check.units-apart-of-none': { units: 'quantity', direction, billed: 'quantity' },
  'usage.check.currency-not-confirmed': {},
  'usage.check.effect': { effect: 'money', limit: 'money' },
  'usage.check.first': { units: 'quantity', seats: 'quantity', percent: 'number' },
  'usage.check.first-by-rule': {
    units: 'quantity',
    billable: 'quantity',
    more: 'quantity',
    percent: 'number',
  },
  'usage.check.fraction': { units: 'quantity' },
  'usage.check.many-dropped': { percent: 'number' },
  'usage.check.many-dropped-now': { dropped: 'count', compared: 'count' },
  'usage.check.negative': { units: 'quantity', seats: 'quantity' },
  'usage.check.no-rate': { currency: 'text', own: 'text' },
  'usage.check.per-seat': { units: 'quantity', seats: 'quantity' },
  'usage.check.psa-terms': { lines: 'messages', source: 'text' },
  'usage.check.unknown': {},
  'usage.check.zero': {},
  'usage.check.zero-by-rule': {},
} as const satisfies DeclaredMessages;

const flags = {
  'usage.flag.begins': { line: 'line', day: 'day' },
  'usage.flag.canceled': { line: 'line', day: 'day' },
  'usage.flag.canceled-about': { line: 'line', day: 'day' },
  'usage.flag.seats-returned': { line: 'line', day: 'day', seats: 'count' },
  'usage.flag.included': { line: 'line', quantity: 'quantity', included: 'quantity' },
  'usage.flag.included-of-unknown': { line: 'line', included: 'quantity' },
  'usage.flag.dismissed': { at: 'message', until: 'day' },
  'usage.flag.dismissed-because': { at: 'message', until: 'day', reason: 'text' },
  'usage.flag.dismissed-before': { at: 'message', now: 'message' },
  'usage.flag.proposal-changed': {},
  'usage.flag.proposed-quantity-changed': { quantity: 'quantity' },
  'usage.flag.stale': {
    before: 'quantity',
    after: 'quantity',
    state: ['stale', 'rejected', 'conflict', 'canceled'],
    detail: 'message',
  },
  'usage.flag.today-unknown': {
    line: 'line',
    event: ['begins', 'canceled', 'ends', 'invoiced'],
    day: 'day',
  },
  'usage.flag.vanished': { vanished: 'message', more: 'count', confirmed: yesNo },
  'usage.flag.waiting': { before: 'quantity', after: 'quantity', for: 'message' },
  'usage.flag.waiting-because': { before: 'quantity', after: 'quantity', detail: 'message' },
  'usage.flag.waiting-further': { change: 'change' },
  'usage.flag.waiting-to-be-read': {},
} as const satisfies DeclaredMessages;

/** Lines that are elsewhere, begin later, or are missing. */
const elsewhere = {
  'usage.became.deleted': {},
  'usage.became.moved': { agreementId: 'agreement', companyId: 'company' },
  'usage.became.other-product': { identifier: 'text' },
  'usage.became.other-product-id': { productId: 'product' },
  'usage.became.unlisted': {},
  'usage.found': { line: 'message', relation, companyId: 'company', mapped: yesNo },
  'usage.found-later': { line: 'message', relation, companyId: 'company', mapped: yesNo, day: 'day' },
  'usage.vanished': { line: 'message', became: 'message' },
  'usage.vanished-seen': { line: 'message', seen: 'instant', became: 'message' },
} as const satisfies DeclaredMessages;

const warnings = {
  'usage.warning.active-but-canceled': { line: 'line', day: 'day' },
  'usage.warning.billing-not-given': {},
  'usage.warning.canceled-without-date': { line: 'line' },
  'usage.warning.company-deleted': {},
  'usage.warning.company-not-listed': {},
  'usage.warning.count': { account: 'account', flag: 'text' },
  'usage.warning.edition': { account: 'account', edition: 'text', identifier: 'text', billed: 'texts' },
  'usage.warning.edition-price': {
    account: 'account',
    edition: 'text',
    identifier: 'text',
    billed: 'texts',
    difference: 'change',
  },
  'usage.warning.not-billed': { options: 'texts' },
  'usage.warning.renewal': { line: 'line', former: 'text', day: 'day' },
  'usage.warning.renewal-units': { line: 'line', former: 'text', day: 'day', quantity: 'quantity' },
  'usage.warning.target-locked': { line: 'line', why: 'message' },
  'usage.warning.target-would-be': { line: 'line', quantity: 'quantity' },
  'usage.warning.target-without-quantity': {},
} as const satisfies DeclaredMessages;

/** Why an amount is not known, or 0. */
const money = {
  'usage.money.at-least': { units: 'quantity' },
  'usage.money.billing-not-given': {},
  'usage.money.choose-line': {},
  'usage.money.cycle-length': { cycle: 'text' },
  'usage.money.cycle-missing': {},
  'usage.money.depends-on-line': {},
  'usage.money.ended': {},
  'usage.money.included': {},
  'usage.money.no-account': {},
  'usage.money.no-line': {},
  'usage.money.not-billed': { option: 'text' },
  'usage.money.not-read': {},
  'usage.money.price-missing': {},
  'usage.money.prorated': {},
  'usage.money.proration-unknown': {},
  'usage.money.quantity-missing': {},
  'usage.money.several-currencies': {},
  'usage.money.several-invoices': {},
} as const satisfies DeclaredMessages;

/** On which invoice a change bills, and what it waits for until then. */
const invoices = {
  'usage.target.after-invoice': { day: 'day' },
  'usage.target.cannot': { why: 'message' },
  'usage.target.from-day': { day: 'day' },
  'usage.target.invoice': { day: 'day' },
  'usage.target.not-set': {},
  'usage.target.day-not-offered': {},
  'usage.target.invoice-not-offered': {},
  'usage.waits.credentials': {},
  'usage.waits.attention': {},
  'usage.waits.busy': {},
  'usage.waits.complete-count': {},
  'usage.waits.complete-read': {},
  'usage.waits.currency-rate': {},
  'usage.waits.daily-limit': {},
  'usage.waits.detail': { detail: 'message' },
  'usage.waits.disconnecting': {},
  'usage.waits.from-day': { day: 'day' },
  'usage.waits.invoice': { day: 'day' },
  'usage.waits.invoice-after': { day: 'day' },
  'usage.waits.later-invoice': { day: 'day' },
  'usage.waits.made': {},
  'usage.waits.not-set-up': {},
  'usage.waits.paused': {},
  'usage.waits.psa-busy': {},
  'usage.waits.psa-slow': {},
  'usage.waits.psa-timeout': {},
  'usage.waits.psa-unreachable': {},
  'usage.waits.sent': {},
  'usage.waits.state': { state: ['sending', 'unknown'] },
  'usage.waits.stopped': {},
  'usage.waits.time-zone': {},
  'usage.waits.turn': {},
} as const satisfies DeclaredMessages;

/** What does not balance in control totals. */
const totals = {
  'usage.totals.account-not-counted': { account: 'account' },
  'usage.totals.account-twice': {},
  'usage.totals.account-without-line': { account: 'account' },
  'usage.totals.billable-of-account': { account: 'account' },
  'usage.totals.billable-of-company': { customer: 'company' },
  'usage.totals.line-twice': { line: 'text' },
  'usage.totals.line-without-group': { line: 'text' },
  'usage.totals.mapped-seats': { mapped: 'count', lines: 'count' },
  'usage.totals.units': { live: 'quantity', lines: 'quantity' },
  'usage.totals.unmapped-seats': { unmapped: 'count', lines: 'count' },
} as const satisfies DeclaredMessages;

/** What usage lines say of themselves: reason, checks, flags, warnings, money, and where a change bills. */
export const usage = {
  ...lines,
  ...reasons,
  ...notBilled,
  ...notRead,
  ...checks,
  ...flags,
  ...elsewhere,
  ...warnings,
  ...money,
  ...invoices,
  ...totals,
} as const satisfies DeclaredMessages;
