import { message } from '../message.ts';
import type { Reference } from '../params.ts';
import { type Catalog, createRenderer, type RenderContext, type Renderer } from './renderer.ts';

/** A name as it is kept; a line of the PSA has none of its own, but its product and agreement. */
type KeptName = string | { readonly productName: string; readonly agreementName: string };

/** Returns a name that was loaded before rendering; null: it is shown by its ID. */
type KeptNames = (kind: Reference, id: string) => KeptName | null;

/** Returns a renderer that shows what messages refer to by these names. */
export function createNamingRenderer(
  catalog: Catalog,
  { names, ...context }: Omit<RenderContext, 'names'> & { readonly names: KeptNames },
): Renderer {
  const render = createRenderer(catalog, context);
  return createRenderer(catalog, {
    ...context,
    names: (kind, id) => {
      const name = names(kind, id);
      return typeof name === 'object' && name !== null ? render(message('core.line', { ...name, id })) : name;
    },
  });
}
