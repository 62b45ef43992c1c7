import { retention as retentionTexts } from '../../../../messages/generated/retention.ts';
import { keeping as defaults, signIns } from '../../../../domain/defaults.ts';
import { retainedKinds, retention } from '../../../../contracts/api/settings.ts';
import type { SettingsInfo } from '../../../api/settings.ts';
import { DefinitionList } from '../../../components/definition-list.tsx';
import { useTexts } from '../../../components/texts.ts';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';

/** How long each kind of data is kept, with the times that the operator set. */
export function RetentionList({ keeping }: { readonly keeping: SettingsInfo['installation']['keeping'] }) {
  const text = useTexts(consoleSettings);
  const words = useTexts(retentionTexts);
  const months = { months: keeping.historyMonths };
  const keptWords = (kind: (typeof retainedKinds)[number]): string => {
    const { kept } = retention[kind];
    switch (kept) {
      case 'history':
      case 'counts':
      case 'closed':
        return words(`retention.kept.${kept}`, months);
      case 'listed':
        return words('retention.kept.listed', { ...months, names: defaults.namesMonths });
      case 'networks':
        return words('retention.kept.networks', { days: signIns.knownNetworkDays });
      case 'commands':
        return words('retention.kept.commands', { days: keeping.commandsDays });
      case 'messages':
        return words('retention.kept.messages', { days: keeping.messagesDays });
      default:
        return words(`retention.kept.${kept}`);
    }
  };
  return (
    <div className="flex max-w-3xl flex-col gap-2 rounded-card border border-line bg-surface px-4 py-3">
      <h3 className="font-medium">{text('console-settings.retention')}</h3>
      <p className="text-table text-ink-2">{text('console-settings.retention-why')}</p>
      <DefinitionList
        items={retainedKinds.map((kind) => ({ term: words(`retention.${kind}`), text: keptWords(kind) }))}
      />
    </div>
  );
}
