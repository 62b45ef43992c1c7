import { z } from 'zod';
import { currencyCode, notConfirmed } from '../../domain/currency-codes.ts';
import { controlListFields } from '../../domain/months/control-list.ts';
import { paidEditions } from '../../domain/editions.ts';
import { logoTypes, paperSizes } from '../../domain/msp.ts';
import type { VendorPrices as Prices } from '../../domain/margin/vendor-prices.ts';
import { Role } from './common.ts';
import { logoLimits, secretReminder, unusedSeats } from '../../domain/defaults.ts';

/** How long each kind of data is kept. */
export { retainedKinds, retention } from '../../domain/retention.ts';

/** The daily limits, by their settings. */
export { type CapName, capNames } from '../../domain/write-back/daily-cap.ts';

const share = z
  .string()
  .regex(/^0(\.\d{1,4})?$|^1(\.0{1,4})?$/u)
  .describe('A share from 0 to 1, "0.2"');
const money = z.string().regex(/^\d{1,9}(\.\d{1,2})?$/u);
const seats = z.int().min(0).max(1_000_000);
const hours = z.int().min(1).max(8_760);

/** Limits of the checks (RULES 7) as settings; the names are those of the composition. */
export const CheckLimits = z.strictObject({
  dropShare: share,
  dropSeats: seats,
  shrinkShare: share,
  jumpShare: share,
  jumpSeats: seats,
  perSeatMinimumCount: seats,
  monthlyEffect: money,
  maximumAgeHours: hours,
  sourceSpreadHours: hours,
  backgroundReadDays: z.int().min(1).max(31),
});

/** What may be sent on one day, for each integration (RULES 7); beyond, changes wait until an administrator continues. */
export const WriteCaps = z.strictObject({ lines: z.int().min(0).max(100_000), amount: money });

const timeZone = z
  .string()
  .max(100)
  .refine((name) => {
    try {
      new Intl.DateTimeFormat('en', { timeZone: name });
      return true;
    } catch {
      return false;
    }
  }, 'an IANA time zone, such as America/Chicago');

/** Product ID by edition code, where the price of seats without a line is taken from (RULES 9). */
const EditionProducts = z.record(z.string().min(1).max(50), z.string().min(1).max(100));

/** Days after which a notice asks for another credential, webhook secret or master key. */
const ReminderDays = z.int().min(1).max(secretReminder.mostDays);

/** Days without a login after which a seat counts as unused. */
const UnusedAfterDays = z.int().min(unusedSeats.leastDays).max(unusedSeats.mostDays);

const currency = z
  .string()
  .refine(
    (code) => currencyCode(code) === code && code !== notConfirmed,
    'a currency of ISO 4217, such as USD',
  );

const PriceTier = z.strictObject({
  from: z.int().min(1).max(10_000_000).describe('Users of the edition in all accounts'),
  price: z
    .string()
    .regex(/^\d{1,6}(\.\d{1,6})?$/u)
    .describe('Of a user and month'),
});

/** The whole volume has the price of the highest tier that it reaches. */
const PriceTiers = z
  .array(PriceTier)
  .min(1)
  .max(20)
  .refine((tiers) => tiers.every(({ price }) => Number(price) > 0), 'prices above zero')
  .refine((tiers) => tiers[0]?.from === 1, 'the first tier from 1 user')
  .refine(
    (tiers) => tiers.every(({ from }, nth) => nth === 0 || from > (tiers[nth - 1]?.from ?? from)),
    'tiers in ascending order',
  );

const pricesOf = <T extends z.ZodType>(tiers: T) =>
  z.strictObject({
    ENTERPRISE: tiers.exactOptional(),
    PLATFORM: tiers.exactOptional(),
    BEYOND: tiers.exactOptional(),
  });

/** What the vendor charges (RULES 15), by edition code; an edition that is absent has no known price. */
const VendorPrices = z.object({
  currency: z.string(),
  editions: pricesOf(z.array(PriceTier)),
}) satisfies z.ZodType<Prices>;

const NewVendorPrices = z.strictObject({ currency, editions: pricesOf(PriceTiers) });

/** What amounts in other currencies are compared with limits by (RULES 9). */
const ExchangeRates = z
  .record(currency, z.string().regex(/^\d{1,9}(\.\d{1,12})?$/u))
  .refine((rates) => Object.values(rates).every((rate) => Number(rate) > 0), 'a rate above zero')
  .describe('What one unit of another currency is worth in the own one, by ISO 4217: {"EUR": "1.08"}');

/** Of reports. */
export const PaperSize = z.enum(paperSizes);

export const Logo = z.object({
  mediaType: z.enum(logoTypes),
  width: z.int().describe('In pixels'),
  height: z.int(),
  sha256: z.string().describe('Of its bytes: another logo has another one'),
});

/** Base64 is four letters for three bytes. */
const mostLetters = 4 * Math.ceil(logoLimits.bytes / 3);

/** The smallest possible PNG. */
export const sampleLogo =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNgAAAAAgAB5Sfe/AAAAABJRU5ErkJggg==';

export const NewLogo = z.strictObject({
  content: z
    .string()
    .max(mostLetters)
    .regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/u)
    .describe(
      `A PNG or JPEG in base64, ${logoLimits.bytes} bytes and ${logoLimits.pixels} pixels on each side at most`,
    )
    .meta({ examples: [sampleLogo] }),
});

/** Characters of a column heading. */
const mostOfHead = 60;

export const ControlListColumn = z.strictObject({
  field: z.enum(controlListFields),
  name: z
    .string()
    .trim()
    .min(1)
    .max(mostOfHead)
    .nullable()
    .describe('Its head; null: the name of the field in the language of the reader'),
  shown: z.boolean(),
});

const ControlListColumns = z
  .array(ControlListColumn)
  .max(controlListFields.length)
  .refine((columns) => columns.some(({ shown }) => shown), 'at least one column that is shown')
  .refine(
    (columns) => new Set(columns.map(({ field }) => field)).size === columns.length,
    'each field only once',
  );

export const Settings = z.object({
  mspName: z.string(),
  logo: Logo.nullable(),
  paper: PaperSize.describe('Of reports; until it is set, that of the countries that use the currency'),
  currency: z.string(),
  allInOwnCurrency: z
    .boolean()
    .nullable()
    .describe('Is everything billed in it where the PSA names no currency? Null: not answered'),
  exchangeRates: z.record(z.string(), z.string()),
  timeZone: z.string(),
  billingTimeZone: z.string().nullable().describe('Null: the time zone of the PSA'),
  checks: CheckLimits,
  writeCaps: WriteCaps,
  createCaps: WriteCaps.describe('Of lines that are created'),
  endCaps: WriteCaps.describe('Of lines that are ended'),
  editionProducts: EditionProducts,
  secretReminderDays: ReminderDays,
  unusedAfterDays: UnusedAfterDays,
  marginRole: Role.describe('The least role that may see costs and margins'),
  vendorPrices: VendorPrices.nullable()
    .exactOptional()
    .describe('What the vendor charges; null: not entered. Absent: the caller may not see it'),
  vendorEditions: z
    .array(z.object({ code: z.enum(paidEditions), name: z.string() }))
    .describe('Editions that the vendor sells'),
  controlListColumns: z
    .array(ControlListColumn)
    .describe('Columns of the control list in their order, those that are not shown too'),
  installation: z.object({
    id: z.string(),
    publicUrl: z.string(),
    temporalUiUrl: z.string().nullable(),
    egressNote: z.string().nullable(),
    keeping: z
      .object({ historyMonths: z.int(), commandsDays: z.int(), messagesDays: z.int() })
      .describe('How long housekeeping keeps what nothing refers to'),
    sandbox: z.object({ on: z.boolean(), credentialsFile: z.string().nullable() }),
  }),
});

/** Names of the vendor's users as evidence beside their ids. */
export const ChangePrivacy = z.strictObject({ keepNames: z.boolean() });
export const PrivacyAnswer = z.object({ keepNames: z.boolean(), namesErased: z.int() });

export const SettingsChange = z.strictObject({
  mspName: z.string().trim().min(1).max(100).optional(),
  paper: PaperSize.optional(),
  currency: currency.optional().describe('Another one ends the answer and the exchange rates'),
  allInOwnCurrency: z.boolean().nullable().optional(),
  exchangeRates: ExchangeRates.optional(),
  timeZone: timeZone.optional(),
  billingTimeZone: timeZone.nullable().optional(),
  checks: CheckLimits.partial().optional(),
  writeCaps: WriteCaps.partial().optional(),
  createCaps: WriteCaps.partial().optional(),
  endCaps: WriteCaps.partial().optional(),
  editionProducts: EditionProducts.optional(),
  secretReminderDays: ReminderDays.optional(),
  unusedAfterDays: UnusedAfterDays.optional(),
  marginRole: Role.optional(),
  vendorPrices: NewVendorPrices.nullable().optional().describe('All prices; null: none'),
  controlListColumns: ControlListColumns.optional().describe('A field that is not named is not shown'),
});
