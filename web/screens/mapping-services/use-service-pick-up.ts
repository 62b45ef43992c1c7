import { type RefObject, useEffect, useRef, useState } from 'react';
import { useSearchParams } from '../../components/router.tsx';
import type { Product, Service } from '../../api/mapping.ts';
import { useAnnouncer } from '../../components/announcer.tsx';
import { useTexts } from '../../components/texts.ts';
import { shortText } from '../../components/visible-text.ts';
import { currentParams } from '../../context/current-params.ts';
import type { RowListHandle } from '../mapping/row-list.tsx';
import { consoleMappingServices } from '../../../messages/generated/console-mapping-services.ts';
import { productName, whyNoProduct } from './product-rows.ts';
import type { ServiceMapping } from './use-service-mapping.ts';

type ServiceSide = 'products' | 'services';

/** What is in the hand, and the two lists that take it. */
export interface ServiceHand {
  readonly product: Product | null;
  readonly isDragging: boolean;
  readonly side: ServiceSide;
  readonly setSide: (side: ServiceSide) => void;
  readonly productList: RefObject<RowListHandle | null>;
  readonly serviceList: RefObject<RowListHandle | null>;
  readonly search: RefObject<HTMLInputElement | null>;
  readonly otherSide: () => void;
  readonly drag: (productId: string | null) => void;
  readonly drop: (productId: string, serviceId: string) => void;
  readonly onProduct: (row: Product, byKey: boolean) => void;
  readonly onService: (service: Service, byKey: boolean) => void;
  /** True: something was in the hand. */
  readonly putBack: () => boolean;
}

/** Picking up a product and putting it on a service: by keys, by click and click, by dragging. */
export function useServicePickUp(mapping: ServiceMapping): ServiceHand {
  const { say } = useAnnouncer();
  const text = useTexts(consoleMappingServices, mapping.integrationId);
  const [params, setParams] = useSearchParams();
  const inAddress = params.get('pick');
  const [pick, setPick] = useState(inAddress);
  useEffect(() => setPick(currentParams().get('pick')), [inAddress]);
  const [dragged, setDragged] = useState<string | null>(null);
  const [side, setSide] = useState<ServiceSide>('products');
  const productList = useRef<RowListHandle>(null);
  const serviceList = useRef<RowListHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const byKey = useRef(false);

  const product = mapping.byId.get(dragged ?? pick ?? '') ?? null;
  const keep = (id: string | null): void => {
    setPick(id);
    setParams(
      () => {
        const next = currentParams();
        if (id === null) next.delete('pick');
        else next.set('pick', id);
        return next;
      },
      { replace: true },
    );
  };
  const focus = (to: ServiceSide): void => {
    setSide(to);
    (to === 'products' ? productList : serviceList).current?.focus();
  };
  const putBack = (): boolean => {
    // While dragging Escape is the pointer's: it must reach it.
    if (dragged !== null || product === null) return false;
    keep(null);
    say(text('console-mapping-services.canceled', { name: productName(product) }));
    if (byKey.current) focus('products');
    return true;
  };
  const put = (service: Service, what: Product): void => {
    keep(null);
    if (what.mappedTo?.vendorServiceId === service.id)
      say(text('console-mapping-services.mapped-here', { name: productName(what) }));
    else mapping.map(service, what);
    if (byKey.current) focus('products');
    byKey.current = false;
  };
  return {
    product,
    isDragging: dragged !== null,
    side,
    setSide,
    productList,
    serviceList,
    search,
    otherSide: (): void => focus(side === 'products' ? 'services' : 'products'),
    drag: setDragged,
    drop: (productId: string, serviceId: string): void => {
      const what = mapping.byId.get(productId);
      const service = mapping.services.rows.find(({ id }) => id === serviceId);
      if (what !== undefined && service !== undefined) put(service, what);
    },
    onProduct: (row: Product, isKey: boolean): void => {
      if (mapping.closed !== null || mapping.saving.has(row.id)) return;
      const why =
        whyNoProduct(row, text) ??
        (row.mappedTo === null
          ? null
          : text('console-mapping-services.mapped-already', { name: shortText(row.mappedTo.name) }));
      if (why !== null) say(text('console-mapping-services.why-closed', { name: productName(row), why }));
      else if (pick === row.id) putBack();
      else {
        keep(row.id);
        byKey.current = isKey;
        say(text('console-mapping-services.choose-service', { name: productName(row) }));
        if (isKey) focus('services');
      }
    },
    onService: (service: Service, isKey: boolean): void => {
      if (mapping.closed !== null) return;
      if (product !== null) put(service, product);
      else if (isKey) search.current?.focus();
    },
    putBack,
  };
}
