import { Panel } from '../../components/panel.tsx';
import { useTexts } from '../../components/texts.ts';
import { consoleMapping } from '../../../messages/generated/console-mapping.ts';
import type { Block, Piece } from '../../build/guide-chapter.ts';

/** The chapter "Map" of docs/users-guide.md, put in its place by the build (vite.config.ts). */
declare const mappingChapter: readonly Block[];

/** The guide's own words next to the board. */
export default function MappingHelp({ onClose }: { readonly onClose: () => void }) {
  const text = useTexts(consoleMapping);
  return (
    <Panel over title={text('console-mapping.title')} label={text('console-mapping.help')} onClose={onClose}>
      <div className="flex flex-col gap-3 text-table">
        {mappingChapter.map((block, index) =>
          block.kind === 'text' ? (
            <p key={index}>
              <Words pieces={block.pieces} />
            </p>
          ) : (
            <ul key={index} className="flex list-disc flex-col gap-1 pl-5">
              {block.items.map((pieces, at) => (
                <li key={at}>
                  <Words pieces={pieces} />
                </li>
              ))}
            </ul>
          ),
        )}
      </div>
    </Panel>
  );
}

function Words({ pieces }: { readonly pieces: readonly Piece[] }) {
  return pieces.map(({ text, look }, index) => {
    if (look === 'strong') return <strong key={index}>{text}</strong>;
    if (look === 'code')
      return (
        <kbd key={index} className="font-mono text-label">
          {text}
        </kbd>
      );
    return text;
  });
}
