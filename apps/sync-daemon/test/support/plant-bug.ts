import { registerHooks } from 'node:module';

/**
 * To be imported before a program: the text `PLANT_FIND` of the module whose URL ends with `PLANT_FILE` becomes
 * `PLANT_REPLACE` as it is loaded. The program ends with 70 when there was no such text.
 */
const { PLANT_FILE: file = '', PLANT_FIND: find = '', PLANT_REPLACE: replacement = '' } = process.env;
let isPlanted = false;

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith(`/${file}`) || loaded.source === undefined || loaded.source === null) return loaded;
    const text = Buffer.from(loaded.source as Uint8Array).toString(); // Node hands modules over as bytes.
    if (text.split(find).length !== 2) return loaded;
    isPlanted = true;
    return { ...loaded, source: text.replace(find, () => replacement) };
  },
});

process.on('exit', () => {
  if (!isPlanted) process.exitCode = 70;
});
