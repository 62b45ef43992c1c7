import { type KeyboardEvent, useMemo, useState } from 'react';
import type { Service } from '../../api/mapping.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { useTexts } from '../../components/texts.ts';
import { Skeleton } from '../../components/skeleton.tsx';
import { shortText } from '../../components/visible-text.ts';
import { Pane } from '../mapping/pane.tsx';
import { twoLineHeight } from '../mapping/row-height.ts';
import { RowList } from '../mapping/row-list.tsx';
import { Button } from '../../components/button.tsx';
import { LookAlikes } from './look-alikes.tsx';
import { type ServiceTexts } from './mapping-services-texts.ts';
import { consoleMappingServices } from '../../../messages/generated/console-mapping-services.ts';
import { productName, whyNoProduct } from './product-rows.ts';
import { MappedProductRow, OfferedProductRow, ServiceRow } from './service-row.tsx';
import type { ServiceHand } from './use-service-pick-up.ts';
import type { ServiceMapping, ServiceProduct } from './use-service-mapping.ts';

interface Row {
  readonly id: string;
  readonly service: Service;
  /** One that it is mapped to. */
  readonly product: ServiceProduct | null;
  /** One that it was mapped to with another PSA. */
  readonly offer: Offer | null;
}

type Offer = Service['suggestions'][number];

const idOf = ({ id }: Row): string => id;

function spoken({ service, product, offer }: Row, text: ServiceTexts): string {
  const name = shortText(service.name);
  if (offer !== null)
    return text('console-mapping-services.spoken-offer', {
      name: productName(offer.product),
      target: name,
      reason: offer.words,
    });
  if (product !== null)
    return text('console-mapping-services.spoken-mapped', {
      name: productName(product),
      target: name,
      lines: product.lines,
    });
  const { length } = service.products;
  return length === 0
    ? text('console-mapping-services.spoken-unmapped-service', { name })
    : text('console-mapping-services.spoken-service', { name, count: length });
}

/** What the vendor sells, each with the products it is billed by. */
export function ServicePane({
  mapping,
  hand,
  onLetter,
  singleKeys,
}: {
  readonly mapping: ServiceMapping;
  readonly hand: ServiceHand;
  readonly onLetter: (event: KeyboardEvent) => boolean;
  readonly singleKeys: boolean;
}) {
  const {
    services,
    byId,
    closed,
    words: { seatRule },
  } = mapping;
  const text = useTexts(consoleMappingServices, mapping.integrationId);
  const [height] = useState(twoLineHeight);
  const alike = services.rows[0]?.lookAlikes ?? [];
  const [only, ...otherServices] = services.rows;
  const mappable = alike.flatMap(({ id }) => {
    const product = byId.get(id);
    return product === undefined || whyNoProduct(product, text) !== null || mapping.saving.has(id)
      ? []
      : [product];
  });
  const accept = (service: Service, { product: { id } }: Offer): void => {
    const product = byId.get(id);
    if (product !== undefined && closed === null && !mapping.saving.has(id)) mapping.map(service, product);
  };
  const rows = useMemo(
    () =>
      services.rows.flatMap((service): readonly Row[] => [
        { id: service.id, service, product: null, offer: null },
        ...service.products.map((product) => ({
          id: `${service.id} ${product.id}`,
          service,
          product,
          offer: null,
        })),
        ...service.suggestions
          .filter(({ product }) => byId.get(product.id)?.mappedTo === null)
          .map((offer) => ({ id: `${service.id} ${offer.product.id}`, service, product: null, offer })),
      ]),
    [services.rows, byId],
  );
  return (
    <Pane
      title={text('console-mapping-services.services')}
      isShownOnPhone={hand.side === 'services'}
      onFocus={() => hand.setSide('services')}
      head={null}
      note={
        <>
          {alike.length === 0 ? null : (
            <p className="border-t border-line bg-warn-tint px-3 py-2 text-label">
              <LookAlikes integrationId={mapping.integrationId} products={alike} />
              {only === undefined || otherServices.length > 0 || mappable.length === 0 ? null : (
                <Button
                  dense
                  className="ml-3"
                  closed={closed !== null}
                  onClick={() => mapping.map(only, ...mappable)}
                >
                  {text('console-mapping-services.map-all', { count: mappable.length })}
                </Button>
              )}
            </p>
          )}
          {seatRule === null ? null : (
            <p className="border-t border-line px-3 py-2 text-label text-ink-2">{seatRule}</p>
          )}
        </>
      }
    >
      {services.error !== null && services.rows.length === 0 ? (
        <div className="p-3">
          <ErrorCard error={services.error} onRetry={services.again} />
        </div>
      ) : services.total === null ? (
        <div className="p-3">
          <Skeleton rows={3} label={text('console-mapping-services.loading-services')} />
        </div>
      ) : rows.length === 0 ? (
        <div className="p-3">
          <EmptyState text={text('console-mapping-services.no-services')} />
        </div>
      ) : (
        <RowList
          ref={hand.serviceList}
          label={text('console-mapping-services.services')}
          rows={rows}
          rowId={idOf}
          rowLabel={(row) => spoken(row, text)}
          rowHeight={height}
          pinned={null}
          selected={null}
          onKey={(event, { service, product, offer }) => {
            if (event.key === 'Enter' && offer !== null && hand.product === null) accept(service, offer);
            else if (event.key === 'Enter') hand.onService(service, true);
            else if (event.key === 'u' && singleKeys && product !== null && closed === null)
              mapping.unmap(service, product);
            else return onLetter(event);
            return true;
          }}
        >
          {({ service, product, offer }, attributes) =>
            offer !== null ? (
              <OfferedProductRow
                key={offer.product.id}
                offer={offer}
                saving={mapping.saving.get(offer.product.id) ?? null}
                attributes={attributes}
                onAccept={closed === null ? () => accept(service, offer) : null}
              />
            ) : product === null ? (
              <ServiceRow
                key={service.id}
                service={service}
                product={hand.product}
                attributes={attributes}
                onPut={() => hand.onService(service, false)}
              />
            ) : (
              <MappedProductRow
                key={product.id}
                product={product}
                saving={mapping.saving.get(product.id) ?? null}
                attributes={attributes}
                onUnmap={closed === null ? () => mapping.unmap(service, product) : null}
              />
            )
          }
        </RowList>
      )}
    </Pane>
  );
}
