import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useIntegrations } from '../../api/integrations.ts';
import { useWordsOf } from '../words.tsx';
import { Modal } from '../../components/modal.tsx';
import { tabs } from './tabs.ts';

interface Place {
  readonly to: string;
  readonly words: string;
}

const fixed: readonly Place[] = [
  ...tabs.map(({ to, words }) => ({ to, words })),
  ...['Guards', 'Landing', 'Privacy', 'Appearance', 'People'].map((words) => ({
    to: `/settings/${words.toLowerCase()}`,
    words: `Settings: ${words}`,
  })),
  { to: '/settings/api-keys', words: 'Settings: API keys' },
  { to: '/settings/incident', words: 'Settings: Incident' },
];

/** Type a few letters, Enter goes there. */
export function JumpDialog({ onClose }: { readonly onClose: () => void }) {
  const navigate = useNavigate();
  const cards = useIntegrations();
  const words = useWordsOf();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const own = (cards.data?.items ?? []).flatMap(({ id }): Place[] => {
    const { vendorName } = words(id);
    return [
      { to: `/integrations/${id}`, words: vendorName },
      { to: `/integrations/${id}/accounts`, words: `${vendorName}: map accounts` },
      { to: `/integrations/${id}/services`, words: `${vendorName}: map services` },
      { to: `/integrations/${id}/credentials`, words: `${vendorName}: credentials` },
      { to: `/integrations/${id}/schedule`, words: `${vendorName}: schedule` },
    ];
  });
  const search = typed.trim().toLowerCase();
  const places = [...fixed, ...own]
    .filter((place) => place.words.toLowerCase().includes(search))
    .slice(0, 10);
  const at = Math.min(chosen, places.length - 1);
  const go = (place: Place | undefined): void => {
    if (place === undefined) return;
    onClose();
    void navigate(place.to);
  };
  return (
    <Modal title="Jump" onClose={onClose}>
      <input
        type="text"
        role="combobox"
        aria-label="Jump to"
        aria-expanded
        aria-controls="jump-places"
        aria-activedescendant={places.length === 0 ? undefined : `jump-${at}`}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setChosen(0);
        }}
        onKeyDown={(event) => {
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (step !== undefined) {
            event.preventDefault();
            setChosen(Math.max(0, Math.min(places.length - 1, at + step)));
          } else if (event.key === 'Enter') {
            event.preventDefault();
            go(places[at]);
          }
        }}
        className="mb-2 h-(--control) w-full rounded-control border border-edge bg-surface px-2.5"
      />
      <ul id="jump-places" role="listbox" aria-label="Places">
        {places.map((place, index) => (
          <li
            key={place.to}
            id={`jump-${index}`}
            role="option"
            aria-selected={index === at}
            onClick={() => go(place)}
            className={`cursor-pointer rounded-control px-2.5 py-1.5 text-table ${index === at ? 'bg-selected' : 'hover:bg-hover'}`}
          >
            {place.words}
          </li>
        ))}
      </ul>
      {places.length === 0 ? <p className="px-2.5 text-ink-2">No place matches.</p> : null}
    </Modal>
  );
}
