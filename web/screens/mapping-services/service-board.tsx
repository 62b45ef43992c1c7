import { type KeyboardEvent, useCallback, useDeferredValue, useMemo, useSyncExternalStore } from 'react';
import { useSearchParams } from '../../components/router.tsx';
import { appearanceStore } from '../../components/theme.ts';
import { capital } from '../../components/words.ts';
import { plural } from '../../values/format.ts';
import { useShortcuts } from '../../components/shortcuts.tsx';
import { useTyped } from '../../components/use-typed.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { Board } from '../mapping/board.tsx';
import { currentParams } from '../../context/current-params.ts';
import { productName, productText } from './product-rows.ts';
import { ProductPane } from './product-pane.tsx';
import { ServicePane } from './service-pane.tsx';
import { useServiceHand } from './use-service-hand.ts';
import { useServiceMapping } from './use-service-mapping.ts';

/** The board of the set-up and of the screen after it: products at the left are put on the service at the right. */
export function ServiceBoard({ integrationId }: { readonly integrationId: string }) {
  const mapping = useServiceMapping(integrationId);
  const hand = useServiceHand(mapping);
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
  const [typed, setTyped] = useTyped(params.get('psaq') ?? '', search);
  const text = useDeferredValue(typed.trim().toLowerCase());
  const rows = useMemo(
    () => mapping.products.rows.filter((product) => productText(product).includes(text)),
    [mapping.products.rows, text],
  );
  const undoLast = (): void => {
    if (mapping.undoing.lastUndo !== null && mapping.closed === null)
      mapping.undoing.undo(mapping.undoing.lastUndo);
  };
  const group = 'Mapping';
  useShortcuts([
    { keys: 'F6', words: 'Other list', group, run: hand.otherSide },
    { keys: 'Escape', words: 'Put back', group, run: () => void hand.putBack() },
    { keys: '/', words: 'Search products', group, run: () => hand.search.current?.focus() },
    ...[
      ['Enter', 'Pick up, map'],
      ['u', 'Unmap'],
      ['z', 'Undo last'],
    ].map(([keys = '', words = '']) => ({
      keys,
      words,
      group: 'In the lists',
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
          {mapped === 0 ? 'No product mapped yet' : `${plural(mapped, 'product')} mapped`}
        </strong>
      }
      sides={[
        ['products', capital(mapping.words.products)],
        ['services', `${mapping.words.vendor} services`],
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
