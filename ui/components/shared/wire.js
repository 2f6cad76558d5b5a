// The types of what Python sends and is sent, printed from its dataclasses by scripts/print_wire.py.

/**
 * An array: its bytes in base64.
 * @typedef {object} Packed
 * @property {string} values
 * @property {"float32" | "float64" | "int32"} dtype
 * @property {number[]} shape
 */

/**
 * What the cell picker is told.
 * @typedef {object} CellPickerData
 * @property {PickerGrid} grid
 * @property {[number, number] | null} picked
 * @property {string} chosen
 */

/**
 * The settings of a convolution.
 * @typedef {object} ConvFields
 * @property {"conv"} kind
 * @property {number} filters
 * @property {number | [number, number]} kernel
 * @property {number | [number, number]} stride
 * @property {number | [number, number] | "same"} padding
 * @property {number} dilation
 * @property {boolean} average
 * @property {boolean} bias
 */

/**
 * The settings of a dense layer.
 * @typedef {object} DenseFields
 * @property {"dense"} kind
 * @property {number} units
 * @property {boolean} bias
 */

/**
 * The epoch of a training that a person has gone back to; None for the latest one.
 * @typedef {object} EpochInView
 * @property {string} run
 * @property {number | null} epoch
 */

/**
 * What the buttons for files of figures are told.
 * @typedef {object} FigureFilesData
 * @property {string[]} charts
 * @property {string} name
 */

/**
 * What the tab is told in a run.
 * @typedef {object} FrameData
 * @property {string} session
 * @property {boolean} asks
 * @property {boolean} answered
 * @property {Record<string, unknown>} record
 * @property {Record<string, ParcelNews>} parcels
 */

/**
 * Nothing more than the weights that were typed, or the way back: to the kernel before, or to the first one.
 * @typedef {object} KernelAction
 * @property {"type" | "undo" | "start"} action
 */

/**
 * A change that was made in the kernel editor.
 * @typedef {object} KernelEdit
 * @property {number} id
 * @property {string} kernel
 * @property {number | null} turn
 * @property {KernelAction | KernelTurn | KernelNormalize | KernelResize | KernelPaste} change
 */

/**
 * What the kernel editor is told.
 * @typedef {object} KernelEditorData
 * @property {number[][]} weights
 * @property {string} sum
 * @property {string} said
 * @property {boolean} refused
 * @property {boolean} undo
 * @property {string} start
 * @property {number | null} edit
 */

/**
 * A division of all weights by their sum.
 * @typedef {object} KernelNormalize
 * @property {"normalize"} action
 */

/**
 * A table of numbers that is to be the kernel.
 * @typedef {object} KernelPaste
 * @property {"paste"} action
 * @property {string} text
 */

/**
 * Rows and columns that a kernel is to have.
 * @typedef {object} KernelResize
 * @property {"resize"} action
 * @property {number} rows
 * @property {number} columns
 */

/**
 * A move of all weights: a quarter clockwise, left and right swapped, or top and bottom.
 * @typedef {object} KernelTurn
 * @property {"rotate" | "flip-columns" | "flip-rows"} action
 */

/**
 * What the layer stack is told.
 * @typedef {object} LayerStackData
 * @property {StackInput} input
 * @property {StackRow[]} rows
 * @property {StackResult[]} results
 * @property {StackRefusal | null} refusal
 * @property {number} focus
 * @property {string} totals
 * @property {string} said
 * @property {Record<string, [number, number]>} limits
 * @property {number} most
 * @property {Record<string, string>} titles
 * @property {[string, string, string]} colors
 * @property {boolean} large
 * @property {number | null} edit
 */

/**
 * Something of one's own: its facts, which are an object written as JSON, and its bytes in base64.
 * @typedef {object} ParcelContent
 * @property {string} facts
 * @property {string} bytes
 */

/**
 * What the tab is told of a parcel.
 * @typedef {object} ParcelNews
 * @property {string} digest
 * @property {ParcelContent | null} content
 */

/**
 * A grid to pick a cell from.
 * @typedef {object} PickerGrid
 * @property {string} id
 * @property {string} title
 * @property {Packed} values
 * @property {"picture" | "signed"} look
 * @property {[number, number]} valueRange
 */

/**
 * What the drawing pad is told.
 * @typedef {object} PixelEditorData
 * @property {string} code
 * @property {string} start
 * @property {string} startLabel
 * @property {number} rows
 * @property {number} columns
 * @property {number} cell
 */

/**
 * A layer that has no settings: an activation, or "flatten".
 * @typedef {object} PlainFields
 * @property {string} kind
 */

/**
 * The settings of a pooling layer.
 * @typedef {object} PoolFields
 * @property {"pool"} kind
 * @property {number | [number, number]} window
 * @property {number | [number, number]} stride
 * @property {number | [number, number]} padding
 * @property {"max" | "avg"} mode
 */

/**
 * The stack as a person has left it.
 * @typedef {object} StackEdit
 * @property {number} id
 * @property {(ConvFields | PoolFields | DenseFields | PlainFields)[]} layers
 * @property {string} form
 * @property {number} focus
 * @property {boolean} everything
 */

/**
 * What an image can be made into for the network: its code, and words for it.
 * @typedef {object} StackForm
 * @property {string} code
 * @property {string} words
 */

/**
 * What the network takes.
 * @typedef {object} StackInput
 * @property {string} name
 * @property {string} shape
 * @property {string} form
 * @property {StackForm[]} forms
 * @property {StackPicture} picture
 */

/**
 * Maps or a vector as the browser draws them.
 * @typedef {object} StackMaps
 * @property {string} bytes
 * @property {number} shown
 * @property {number} of
 * @property {number} rows
 * @property {number} columns
 * @property {number} down
 * @property {number} across
 * @property {number} vector
 * @property {string} limit
 */

/**
 * The image at the top of the stack.
 * @typedef {object} StackPicture
 * @property {string} bytes
 * @property {number} rows
 * @property {number} columns
 * @property {number} colors
 * @property {number} down
 * @property {number} across
 */

/**
 * Why a layer is impossible, and what would help, where anything does.
 * @typedef {object} StackRefusal
 * @property {string} problem
 * @property {StackRemedy | null} remedy
 */

/**
 * A change that makes an impossible layer possible: in words, and the layers after it.
 * @typedef {object} StackRemedy
 * @property {string} words
 * @property {(ConvFields | PoolFields | DenseFields | PlainFields)[]} layers
 */

/**
 * What comes out of a layer, and what it costs.
 * @typedef {object} StackResult
 * @property {string} shape
 * @property {number} parameters
 * @property {number} adds
 * @property {number} share
 * @property {string} sees
 * @property {StackSum[]} how
 * @property {StackMaps} maps
 */

/**
 * A layer: its settings, what it is called, and its settings in words.
 * @typedef {object} StackRow
 * @property {ConvFields | PoolFields | DenseFields | PlainFields} fields
 * @property {string} name
 * @property {string} words
 */

/**
 * A number of a layer to be worked out by hand: what it is, and how it comes about.
 * @typedef {object} StackSum
 * @property {string} what
 * @property {string} how
 */

/**
 * What a tab had kept when a session begins; what is in the record and in the parcels is still to be checked.
 * @typedef {object} TabAnswer
 * @property {string} session
 * @property {boolean} refused
 * @property {Record<string, unknown>} record
 * @property {Record<string, unknown>} parcels
 */

/**
 * What a number that has a past goes on to when it is pressed.
 * @typedef {object} TrailButton
 * @property {string} trail
 * @property {boolean} chosen
 * @property {string} spoken
 * @property {number} size
 */

/**
 * What the card of a trail is sent: its levels.
 * @typedef {object} TrailData
 * @property {TrailLevel[]} levels
 */

/**
 * One number and how it was made.
 * @typedef {object} TrailLevel
 * @property {string} title
 * @property {string} number
 * @property {string} sentence
 * @property {TrailPart[][]} lines
 * @property {((TrailSheet | string)[])[]} sheets
 */

/**
 * A piece of a sum; the tones are those of ``ui.trail.sums.Part``.
 * @typedef {object} TrailPart
 * @property {string} text
 * @property {"" | "plus" | "minus" | "power" | "note" | "result"} tone
 * @property {TrailButton | null} button
 */

/**
 * A grid beside a sum: small with its cells, row after row, large as a picture.
 * @typedef {object} TrailSheet
 * @property {string} title
 * @property {string} note
 * @property {number} rows
 * @property {number} columns
 * @property {[number, number, number, number] | null} window
 * @property {[number, number] | null} cell
 * @property {string} spoken
 * @property {([string, string, string, "" | "padding" | "unused" | "padding unused", string | null])[] | null} cells
 * @property {string | null} picture
 */

/**
 * Filters, or their maps, of all epochs.
 * @typedef {object} TrainingArrays
 * @property {Packed} values
 * @property {number} limit
 */

/**
 * A number after each epoch, the one before training first; None where it is beyond all numbers.
 * @typedef {object} TrainingCurves
 * @property {(number | null)[]} trained
 * @property {(number | null)[]} held
 */

/**
 * What the card of a training is told.
 * @typedef {object} TrainingData
 * @property {string} run
 * @property {number | null} view
 * @property {number} epochs
 * @property {boolean} running
 * @property {number} share
 * @property {string} status
 * @property {string} advice
 * @property {string} beginning
 * @property {string} first
 * @property {TrainingCurves} loss
 * @property {TrainingCurves} accuracy
 * @property {TrainingPicture | null} picture
 * @property {string[]} answers
 * @property {TrainingArrays | null} filters
 * @property {TrainingArrays | null} maps
 */

/**
 * The picture that a training is looked at with.
 * @typedef {object} TrainingPicture
 * @property {Packed} grid
 * @property {[number, number]} valueRange
 * @property {string} title
 */

export {};
