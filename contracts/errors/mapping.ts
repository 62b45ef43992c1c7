import type { ErrorDefinition } from './definition.ts';

/** Refused decisions about mappings and lines of the PSA. */
export const mappingErrors = {
  AccountExcluded: { title: 'The account is excluded', advice: 'Include it first.' },
  CompanyRequired: { title: 'A PSA company is missing', advice: 'Name the company by its id.' },
  MarkRequired: { title: 'A mark is missing', advice: 'Name internal, nfr, or null for none.' },
  NothingToAcknowledge: {
    title: 'There is no cause to acknowledge',
    advice: 'The account was read without trouble.',
  },
  CauseNotPermanent: {
    title: 'This cause may pass by itself',
    advice: 'Read again later; only permanent causes can be acknowledged.',
  },
  ProductMappedElsewhere: {
    title: 'The product belongs to another vendor service',
    advice: 'Unmap it there first.',
  },
  LineQuantityUnknown: {
    title: 'The line has no quantity in the PSA',
    advice: 'Give it a quantity in the PSA, then read again.',
  },
  NothingIncluded: {
    title: 'The line has no free units',
    advice: 'Nothing to say: every unit of it is billed.',
  },
  IncludedMoved: {
    title: 'The line has another number of free units now',
    advice: 'Look at the line again, then answer for what it has now.',
  },
  AccountUnknown: { title: 'No such vendor account', advice: 'Read the list of vendor accounts again.' },
  AccountGone: {
    title: 'The vendor no longer lists this account',
    advice: 'Nothing to map; it stays in the history.',
  },
  CompanyUnknown: { title: 'No such company in the PSA', advice: 'Load the PSA again.' },
  CompanyInRecycleBin: {
    title: 'The company is in the recycle bin',
    advice: 'Choose its living twin by id.',
  },
  SplitNotAvailable: {
    title: 'One account cannot belong to two companies',
    advice: 'Exclude it with the reason "shared, billed by hand", or unmap it first.',
  },
  ServiceUnknown: { title: 'No such vendor service', advice: 'Read the list of vendor services again.' },
  ProductUnknown: { title: 'No such product in the catalogue', advice: 'Load the PSA again.' },
  ProductInactive: { title: 'The product is inactive', advice: 'Choose an active product.' },
  ProductIsBundle: {
    title: 'A bundle cannot be a line of an agreement',
    advice: 'Choose the product inside the bundle.',
  },
  ReasonRequired: { title: 'A reason is required', advice: 'Say why, for whoever reads it later.' },
  LineUnknown: { title: 'No such line in the PSA', advice: 'Read the usage line again.' },
  LineNotInGroup: {
    title: 'The line does not belong to this company and service',
    advice: 'Choose one of the candidates shown.',
  },
  TargetWouldBeZero: {
    title: 'The target would fall to zero or below',
    advice: 'Choose another target, or mark the other line as a duplicate.',
  },
  DuplicateIsTarget: {
    title: 'The line that changes cannot be the duplicate',
    advice: 'Name another target, or let this line count, before you mark it as a duplicate.',
  },
  NothingToChange: { title: 'Nothing to change', advice: 'It is so already.' },
  DecisionRefused: { title: 'The decision was refused', advice: 'See detail.' },
} as const satisfies Record<string, ErrorDefinition>;
