import { recordShapes } from '../../src/index.ts';
import type { GivenConnection } from './given.ts';
import type { Store } from './store.ts';

/** An answer of the connection was looked at. */
export async function givenShape(store: Store, connection: GivenConnection): Promise<void> {
  const place = {
    ...{ path: '', pointer: '#/a', documented: 'object', isRequired: false, isPublished: true, types: ['object'] },
    ...{ strays: [], seen: 1, strayed: 0, missed: 0 },
  };
  const shapes = [{ operationId: 'listThings', places: [place] }];
  await store.asDaemon((tx) => recordShapes(tx, { connectionId: connection.id, documentVersion: '1' }, shapes));
}
