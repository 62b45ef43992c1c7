import { useMemo, useState } from 'react';
import { offlineReason, useIsOnline } from '../../components/online.ts';
import { useShownVersion } from '../../context/refresh-rule.tsx';
import {
  type Product,
  type Service,
  useChangeRows,
  useProducts,
  useRowsNow,
  useServices,
  type WholeList,
} from '../../api/mapping.ts';
import { useClosed } from '../../api/session.ts';
import { useWords, type Words } from '../../components/words.ts';
import { useTexts } from '../../components/texts.ts';
import { formatList } from '../../values/format.ts';
import { shortText } from '../../components/visible-text.ts';
import { type Decisions, useDecisions } from '../mapping/use-decisions.ts';
import { consoleMappingServices } from '../../../messages/generated/console-mapping-services.ts';
import { mapProduct, productName, unmapProduct } from './product-rows.ts';

export type ServiceProduct = Service['products'][number];

export interface ServiceMapping {
  readonly integrationId: string;
  readonly products: WholeList<Product>;
  readonly services: WholeList<Service>;
  /** Products by their ID. */
  readonly byId: ReadonlyMap<string, Product>;
  /** What was rejected, by the ID of the product. */
  readonly rejections: ReadonlyMap<string, string>;
  readonly saving: Decisions['saving'];
  readonly undoing: Pick<Decisions, 'lastUndo' | 'undo'>;
  readonly words: Words;
  /** Null: decisions are open. */
  readonly closed: string | null;
  /** Together, with one undo. */
  readonly map: (service: Service, ...products: readonly Product[]) => void;
  readonly unmap: (service: Service, product: ServiceProduct) => void;
}

/** Lists and decisions of the service mapping. */
export function useServiceMapping(integrationId: string): ServiceMapping {
  const words = useWords(integrationId);
  const text = useTexts(consoleMappingServices, integrationId);
  const products = useProducts(integrationId);
  const services = useServices(integrationId);
  useShownVersion(products.version, integrationId);
  useShownVersion(services.version, integrationId);
  const changeRows = useChangeRows(integrationId);
  const rowsNow = useRowsNow(integrationId);
  const role = useClosed()('map');
  const online = useIsOnline();
  const [rejections, setRejections] = useState<ReadonlyMap<string, string>>(new Map());
  const byId = useMemo(() => new Map(products.rows.map((product) => [product.id, product])), [products.rows]);

  const decisions = useDecisions(integrationId, {
    onApplied: (taken) => {
      products.changed();
      services.changed();
      for (const item of taken) {
        if (item.kind !== 'service') continue;
        const service = services.rows.find(({ id }) => id === item.vendorId);
        const isMap = item.action === 'map';
        const mappedTo =
          isMap && service !== undefined ? { vendorServiceId: service.id, name: service.name } : null;
        changeRows('psa-products', new Set([item.psaId]), (product) => ({ ...product, mappedTo }));
        const product = byId.get(item.psaId);
        changeRows('vendor-services', new Set([item.vendorId]), (row) => {
          const others = row.products.filter(({ id }) => id !== item.psaId);
          const added = isMap && product !== undefined ? [product] : [];
          return {
            ...row,
            lookAlikes: row.lookAlikes.filter(({ id }) => !isMap || id !== item.psaId),
            products: [
              ...others,
              ...added.map(({ id, productId, lines }) => ({ id, productId, lines })),
            ].sort((a, b) => a.productId.localeCompare(b.productId)),
          };
        });
      }
    },
    onRejected: (subject, detail) => setRejections((now) => new Map(now).set(subject, detail)),
    status: () => {
      const mapped = rowsNow('vendor-services').reduce((sum, { products: own }) => sum + own.length, 0);
      return text('console-mapping-services.status', { count: mapped });
    },
  });

  const forget = (id: string): void =>
    setRejections((now) => new Map([...now].filter(([other]) => other !== id)));
  const map = (service: Service, ...products: readonly Product[]): void => {
    for (const { id } of products) forget(id);
    const names = { name: formatList(products.map(productName)), target: shortText(service.name) };
    decisions.decide(
      products.map((product) => mapProduct(service, product)),
      {
        saving: text('console-mapping-services.saving-map', names),
        saved: () => text('console-mapping-services.saved-map', names),
      },
    );
  };
  const unmap = (service: Service, product: ServiceProduct): void => {
    forget(product.id);
    const name = productName(product);
    decisions.decide([unmapProduct(service, product)], {
      saving: text('console-mapping-services.saving-unmap', { name }),
      saved: () => text('console-mapping-services.saved-unmap', { name }),
    });
  };
  return {
    integrationId,
    products,
    services,
    byId,
    rejections,
    saving: decisions.saving,
    undoing: { lastUndo: decisions.lastUndo, undo: decisions.undo },
    words,
    closed: role ?? (online ? null : offlineReason()),
    map,
    unmap,
  };
}
