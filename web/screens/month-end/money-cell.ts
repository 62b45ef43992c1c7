import { formatMoney } from '../../values/format.ts';

/** What is not known is "–", never 0. */
export const moneyCell = ({
  effectPerMonth,
  currency,
}: {
  readonly effectPerMonth: string | null;
  readonly currency?: string | undefined;
}): string => (effectPerMonth === null ? '–' : formatMoney(effectPerMonth, { signed: true, currency }));
