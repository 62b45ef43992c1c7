import { type ReactNode, useMemo } from 'react';
import { termsOf } from '../../messages/terms.ts';
import { useKindsOfIntegrations } from '../api/integrations.ts';
import { type SessionInfo, useSession } from '../api/session.ts';
import { type Words, WordsContext, type WordsOf } from '../components/words.ts';
import { commonText } from '../values/common-texts.ts';

type Kinds = SessionInfo['kinds'];
interface KindNames {
  readonly id: string;
  readonly vendor: string;
  readonly psa: string;
  readonly isConnected: boolean;
}

/** Where several are meant at once. */
function anyVendor() {
  const name = commonText('console-common.any-vendor');
  return { id: '', name, shortName: name, seatRule: null };
}

function anyPsa(): Kinds['psas'][number] {
  const { company, companies, agreement, agreements, product, products } = termsOf(null);
  return {
    id: '',
    name: commonText('console-common.any-psa'),
    words: {
      idPrefix: commonText('console-common.psa-ids'),
      company: { one: company, many: companies },
      agreement: { one: agreement, many: agreements },
      product: { one: product, many: products },
      ifFewerRecords: commonText('console-common.fewer-records'),
    },
  };
}

/** Null: there is none, or there are several. */
function onlyOne<T extends { readonly id: string }>(all: readonly T[], used: readonly string[]): T | null {
  const [first, ...others] = all.filter(({ id }) => used.length === 0 || used.includes(id));
  return first === undefined || others.length > 0 ? null : first;
}

/**
 * The words of one integration; without its id, or before it is known, those that hold for all there are.
 * @param vendorId the vendor that is about to be connected.
 */
export function wordsOf(
  kinds: Kinds,
  integrations: readonly KindNames[],
  integrationId?: string,
  vendorId?: string,
): Words {
  const own = integrations.filter(({ id }) => id === integrationId);
  const connected = integrations.filter(({ isConnected }) => isConnected);
  const meant = [own, connected, integrations].find(({ length }) => length > 0) ?? [];
  const vendor =
    onlyOne(kinds.vendors, vendorId === undefined ? meant.map((one) => one.vendor) : [vendorId]) ??
    anyVendor();
  const {
    id: psaId,
    name,
    words,
  } = onlyOne(
    kinds.psas,
    meant.map((one) => one.psa),
  ) ?? anyPsa();
  return {
    vendorId: vendor.id,
    vendor: vendor.shortName,
    vendorName: vendor.name,
    psaId,
    psa: name,
    psaIds: words.idPrefix,
    company: words.company.one,
    companies: words.company.many,
    agreement: words.agreement.one,
    agreements: words.agreement.many,
    product: words.product.one,
    products: words.product.many,
    ifFewerRecords: words.ifFewerRecords,
    seatRule: vendor.seatRule,
  };
}

/** The words that the API gives, for whoever is inside. */
export function WordsProvider({ children }: { readonly children: ReactNode }) {
  const { kinds } = useSession();
  const integrations = useKindsOfIntegrations();
  const value = useMemo(
    (): WordsOf => (integrationId, vendorId) => wordsOf(kinds, integrations, integrationId, vendorId),
    [kinds, integrations],
  );
  return <WordsContext value={value}>{children}</WordsContext>;
}
