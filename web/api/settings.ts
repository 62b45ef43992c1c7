import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { Settings } from '../../contracts/api/settings.ts';
import { read } from './client.ts';

export type SettingsInfo = z.output<typeof Settings>;

export const settingsKey = ['settings'] as const;

export const useSettings = () =>
  useQuery({
    queryKey: settingsKey,
    queryFn: ({ signal }) => read('/settings', Settings, { signal }),
    staleTime: 300_000,
  });
