/** Words of a chapter that look alike. */
export interface Piece {
  readonly text: string;
  readonly look: 'plain' | 'strong' | 'code';
}

export type Block =
  | { readonly kind: 'text'; readonly pieces: readonly Piece[] }
  | { readonly kind: 'list'; readonly items: readonly (readonly Piece[])[] };

/**
 * A chapter of a document of ours, for a panel of the console: paragraphs and lists. Pictures are left out, and links are
 * their words. Throws where there is no such chapter.
 */
export function chapterOf(markdown: string, title: string): readonly Block[] {
  const [, after] = markdown.split(`\n## ${title}\n`);
  if (after === undefined) throw new Error(`there is no chapter "${title}"`);
  const [chapter = ''] = after.split('\n## ');
  return chapter
    .split(/\n{2,}/u)
    .map((block) => block.trim())
    .filter((block) => block !== '' && !block.startsWith('!['))
    .map((block) =>
      block.startsWith('* ')
        ? { kind: 'list', items: block.split(/^\* /mu).slice(1).map(piecesOf) }
        : { kind: 'text', pieces: piecesOf(block) },
    );
}

function piecesOf(text: string): readonly Piece[] {
  const plain = text
    .trim()
    .replace(/\s+/gu, ' ')
    .replace(/\[([^\]]*)\]\([^)]*\)/gu, '$1');
  return plain
    .split(/(\*\*[^*]+\*\*|\*[^*]+\*|`[^`]+`)/u)
    .filter((piece) => piece !== '')
    .map((piece) => {
      if (piece.startsWith('`')) return { text: piece.slice(1, -1), look: 'code' };
      if (piece.startsWith('**')) return { text: piece.slice(2, -2), look: 'strong' };
      return { text: piece.replace(/^\*(.*)\*$/u, '$1'), look: 'plain' };
    });
}
