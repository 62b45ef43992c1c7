import { type KeyboardEvent, useCallback, useDeferredValue, useMemo, useSyncExternalStore } from 'react';
import type { Product } from '../../api/mapping.ts';
import { useSearchParams } from '../../components/router.tsx';
import { appearanceStore } from '../../components/theme.ts';
import { useTexts } from '../../components/texts.ts';
import { useShortcuts } from '../../components/shortcuts.tsx';
import { useSearchText } from '../../components/use-search-text.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { Board } from '../mapping/board.tsx';
import { consoleMapping } from '../../../messages/generated/console-mapping.ts';
import { currentParams } from '../../context/current-params.ts';
import { consoleMappingServices } from '../../../messages/generated/console-mapping-services.ts';
import { productName, productText } from './product-rows.ts';
import { ProductPane } from './product-pane.tsx';
import { ServicePane } from './service-pane.tsx';
import { useServicePickUp } from './use-service-pick-up.ts';
import { useServiceMapping } from './use-service-mapping.ts';

/** The board of the set-up and of the screen after it: products at the left are put on the service at the right. */
export function ServiceBoard({ integrationId }: { readonly integrationId: string }) {
  const mapping = useServiceMapping(integrationId);
  const hand = useServicePickUp(mapping);
  const own = useTexts(consoleMappingServices, integrationId);
  const shared = useTexts(consoleMapping);
  const { singleKeys } = useSyncExternalStore(appearanceStore.subscribe, appearanceStore.get);
  const [params, setParams] = useSearchParams();
  const search = useCallback(
    (value: string) =>
      setParams(
        () => {
          const next = currentParams();
          if (value === '') next.delete('psaq');
          else next.set('psaq', value);
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );
  const [typed, setTyped] = useSearchText(params.get('psaq') ?? '', search);
  const text = useDeferredValue(typed.trim().toLowerCase());
  const rows = useMemo(() => {
    const alike = new Set(mapping.services.rows.flatMap(({ lookAlikes }) => lookAlikes.map(({ id }) => id)));
    const isVendors = ({ id, mappedTo }: Product): boolean => mappedTo !== null || alike.has(id);
    const found = mapping.products.rows.filter((product) => productText(product).includes(text));
    // Those of the vendor first; each part keeps its order.
    return [...found.filter(isVendors), ...found.filter((product) => !isVendors(product))];
  }, [mapping.products.rows, mapping.services.rows, text]);
  const undoLast = (): void => {
    if (mapping.undoing.lastUndo !== null && mapping.closed === null)
      mapping.undoing.undo(mapping.undoing.lastUndo);
  };
  const group = shared('console-mapping.title');
  useShortcuts([
    { keys: 'F6', words: shared('console-mapping.other-list'), group, run: hand.otherSide },
    { keys: 'Escape', words: shared('console-mapping.cancel'), group, run: () => void hand.putBack() },
    {
      keys: '/',
      words: own('console-mapping-services.search-products'),
      group,
      run: () => hand.search.current?.focus(),
    },
    ...[
      ['Enter', shared('console-mapping.select-map')],
      ['u', shared('console-mapping.unmap')],
      ['z', shared('console-mapping.undo')],
    ].map(([keys = '', words = '']) => ({
      keys,
      words,
      group: shared('console-mapping.in-lists'),
      run: null,
    })),
  ]);
  const onLetter = ({ key }: KeyboardEvent): boolean => {
    if (key === 'Escape') return hand.putBack();
    if (!singleKeys || key !== 'z') return false;
    undoLast();
    return true;
  };
  const mapped = mapping.services.rows.reduce((sum, { products }) => sum + products.length, 0);
  return (
    <Board
      closed={mapping.closed}
      hand={hand}
      carried={
        hand.isDragging && hand.product !== null ? (
          <VendorText text={hand.product.productId} oneLine className="font-mono font-medium" />
        ) : null
      }
      counts={
        <strong className="font-semibold text-ink" data-testid="mapping-counts">
          {mapped === 0
            ? own('console-mapping-services.none-mapped')
            : own('console-mapping-services.products-mapped', { count: mapped })}
        </strong>
      }
      sides={[
        ['products', own('console-mapping-services.side-products')],
        ['services', own('console-mapping-services.services')],
      ]}
      columns="sm:grid-cols-2"
      handled={{
        inHand: hand.isDragging || hand.product === null ? null : productName(hand.product),
        lastUndo: mapping.closed === null ? mapping.undoing.lastUndo : null,
        onUndo: mapping.undoing.undo,
      }}
    >
      <ProductPane {...{ mapping, hand, rows, typed, onLetter }} onTyped={setTyped} />
      <ServicePane {...{ mapping, hand, onLetter, singleKeys }} />
    </Board>
  );
}
