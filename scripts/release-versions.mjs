/** Which tags a version gets, so that a patch of an older line moves none back (docs/releasing.md). */

export const isPrerelease = (version) => version.includes('-');

/** @param tags those of the repository, this version's among them */
export function tagsOf(version, tags) {
  const line = lineOf(version);
  const isNewestOfLine = isNewest(
    version,
    tags.filter((tag) => lineOf(tag) === line),
  );
  return [
    version,
    ...(!isPrerelease(version) && isNewestOfLine ? [line] : []),
    ...(isLatest(version, tags) ? ['latest'] : []),
  ];
}

export const isLatest = (version, tags) => !isPrerelease(version) && isNewest(version, tags);

/** npm rejects a tag that reads as a range of versions, as `v0.1` does. */
export function npmTagOf(version, tags) {
  if (isPrerelease(version)) return 'next';
  return isLatest(version, tags) ? 'latest' : `release-${lineOf(version)}`;
}

function lineOf(version) {
  return version.replace(/^v/u, '').split('.').slice(0, 2).join('.');
}

function isNewest(version, tags) {
  const own = partsOf(version);
  return tags.every((tag) => {
    const other = partsOf(tag);
    if (other === null) return true;
    const differs = other.findIndex((part, at) => part !== own[at]);
    return differs === -1 || other[differs] < own[differs];
  });
}

/** `null` for a tag that is no version that people follow. */
function partsOf(tag) {
  return /^v?(\d+)\.(\d+)\.(\d+)$/u.exec(tag)?.slice(1).map(Number) ?? null;
}
