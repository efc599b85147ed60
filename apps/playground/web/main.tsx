/** Starts the page. */

import { signal } from '@preact/signals'
import { render } from 'preact'

const title = signal('Rosetta playground')

render(<h1>{title}</h1>, document.getElementById('app') as HTMLElement)
