import type { CompiledMessage } from 'icu-minify/format';
import type { DeclaredParams } from '../params.ts';

/** What `icu-minify` compiles an argument to: its name; with its type where the text names one. */
type Node = CompiledMessage[number];
type Options = Readonly<Record<string, unknown>>;

/** The type of a number in a compiled text. */
const numberType = 4;

const numberStyles: Readonly<Record<string, Intl.NumberFormatOptions>> = {
  count: {},
  number: {},
  quantity: { maximumFractionDigits: 6 },
  change: { maximumFractionDigits: 6, signDisplay: 'exceptZero' },
};

/** Maps the parts of a compiled text, also those within plurals and selects. */
export function mapNodes(text: CompiledMessage, map: (node: Node) => Node): CompiledMessage {
  if (typeof text === 'string') return map(text) as string;
  return text.map((node) => {
    if (!Array.isArray(node)) return map(node);
    const [name, type, options] = node as readonly [string, unknown, unknown];
    if (type === undefined || type === numberType) return map(node);
    if (typeof type === 'number' && typeof options === 'object')
      return [name, type, mapOptions(options as Options, map)] as unknown as Node;
    // A tag with its content.
    const [, ...content] = node;
    return [name, ...(mapNodes(content as CompiledMessage, map) as readonly Node[])] as unknown as Node;
  });
}

const mapOptions = (options: Options, map: (node: Node) => Node): Options =>
  Object.fromEntries(
    Object.entries(options).map(([key, branch]) => [
      key,
      Array.isArray(branch) ? mapNodes(branch as CompiledMessage, map) : map(branch as Node),
    ]),
  );

/** `{count}` is shown as a number of the locale, as if the text said `{count, number}`. */
export const withNumbers = (text: CompiledMessage, params: DeclaredParams): CompiledMessage =>
  mapNodes(text, (node) => {
    if (!Array.isArray(node) || node.length !== 1) return node;
    const kind = params[node[0]];
    const style = typeof kind === 'string' ? numberStyles[kind] : undefined;
    return style === undefined ? node : ([node[0], numberType, style] as Node);
  });
