/** The name of this seed's agency, from which its domains have theirs; neighbouring seeds have different ones. */
export function workspaceName(seed: number): string {
  return workspaceNames[Math.abs(seed) % workspaceNames.length] ?? '';
}

/** The local part of the person of this index. Never the same twice. */
export function localPart(index: number): string {
  return `${personName(index).toLowerCase().replaceAll(' ', '.')}`;
}

/** The name of the person of this index, numbered when all names are taken. */
export function personName(index: number): string {
  const first = firstNames[index % firstNames.length] ?? '';
  const row = Math.floor(index / firstNames.length);
  // The step keeps neighbours from sharing a last name; it has no divisor in common with the length of the list.
  const last = lastNames[(row + (index % firstNames.length) * 3) % lastNames.length] ?? '';
  const round = Math.floor(row / lastNames.length);
  return `${first} ${last}${round === 0 ? '' : ` ${round + 1}`}`;
}

const workspaceNames = ['studio', 'agency', 'harbor', 'summit', 'copper', 'meadow', 'signal', 'orchard', 'beacon'];

const firstNames = words('Ada Bruno Clara Diego Esther Felix Greta Hamid Irma Jakub Karim Lucia Milan Nora Otto Paula');

const lastNames = words('Adler Blanc Cruz Dahl Engel Farkas Gallo Horvat Ivanov Juarez Keller Lund Marin');

function words(text: string): readonly string[] {
  return text.split(' ');
}
