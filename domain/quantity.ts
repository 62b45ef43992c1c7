import { Decimal } from 'decimal.js';

/** An exact decimal as text, e.g. `"41"`, `"12.5"`, `"-0.01"`. Never a float (RULES 9). */
export type DecimalText = string;

/** A calendar day `YYYY-MM-DD` in the PSA's time zone or the tenant's billing time zone (architecture.md 6). */
export type Day = string;

/** An instant as ISO 8601 in UTC, `2026-11-24T02:00:00.000Z`. */
export type Instant = string;

export const decimal = (value: DecimalText | number | Decimal): Decimal => new Decimal(value);

/** Plain notation without exponent or trailing zeros: `12.50` becomes `12.5`. */
export const decimalText = (value: Decimal): DecimalText => value.toFixed();
