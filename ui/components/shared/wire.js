// The types of what Python sends and is sent, printed from its dataclasses by scripts/print_wire.py.

/**
 * An array: its bytes in base64.
 * @typedef {object} Packed
 * @property {string} values
 * @property {"float32" | "float64" | "int32"} dtype
 * @property {number[]} shape
 */

/**
 * An activation on one map.
 * @typedef {object} ActivationCard
 * @property {MapGrid} input
 * @property {MapGrid} output
 * @property {string} kind
 * @property {string} name
 * @property {ActivationWords} words
 * @property {[number, number][]} curve
 * @property {number} span
 * @property {number[]} ticks
 * @property {"activation"} operation
 */

/**
 * The words of an activation's card; ``formula`` is a template with ``{x}`` and ``{-x}``.
 * @typedef {object} ActivationWords
 * @property {string} formula
 * @property {StepSide} below
 * @property {StepSide} zero
 * @property {StepSide} above
 */

/**
 * Back through a convolution with one filter: what slides over what, and the gradient of a kernel or an image.
 * @typedef {object} BackwardConvolutionCard
 * @property {PictureGrid | MapGrid} input
 * @property {KernelGrid} kernel
 * @property {MapGrid} output
 * @property {number} divisor
 * @property {[number, number]} stride
 * @property {[number, number]} dilation
 * @property {[number, number, number, number]} padding
 * @property {"kernel" | "image"} gradientOf
 * @property {string} says
 * @property {"backward_convolution"} operation
 */

/**
 * Back through a dense layer to what came in.
 * @typedef {object} BackwardDenseCard
 * @property {Packed} upstream
 * @property {Packed} weights
 * @property {Packed} output
 * @property {string} title
 * @property {string} outputTitle
 * @property {number} maps
 * @property {string[]} names
 * @property {string[]} places
 * @property {"backward_dense"} operation
 */

/**
 * Back through flatten: the gradient of each map.
 * @typedef {object} BackwardFlattenCard
 * @property {MapGrid} output
 * @property {string} title
 * @property {string[]} names
 * @property {"backward_flatten"} operation
 */

/**
 * Back through an activation on one map.
 * @typedef {object} BackwardGateCard
 * @property {string} kind
 * @property {GateWords} words
 * @property {MapGrid} input
 * @property {MapGrid} slope
 * @property {MapGrid} upstream
 * @property {MapGrid} output
 * @property {"backward_gate"} operation
 */

/**
 * Back through the loss: the gradient of each logit, (classes,).
 * @typedef {object} BackwardLossCard
 * @property {Packed} shares
 * @property {Packed} targets
 * @property {Packed} output
 * @property {string} title
 * @property {number} scale
 * @property {string[]} names
 * @property {"backward_loss"} operation
 */

/**
 * Back through the pooling of one map: (1, rows, columns) came in.
 * @typedef {object} BackwardPoolingCard
 * @property {MapGrid} upstream
 * @property {MapGrid} input
 * @property {MapGrid} output
 * @property {Packed} winners
 * @property {[number, number]} size
 * @property {[number, number]} stride
 * @property {[number, number, number, number]} padding
 * @property {"max" | "avg"} mode
 * @property {"backward_pooling"} operation
 */

/**
 * Back through a dense layer to the weights of one unit.
 * @typedef {object} BackwardWeightsCard
 * @property {Packed} input
 * @property {Packed} upstream
 * @property {Packed} output
 * @property {string} title
 * @property {string} inputTitle
 * @property {number} maps
 * @property {string} unit
 * @property {number} unitIndex
 * @property {string[]} names
 * @property {string[]} places
 * @property {"backward_weights"} operation
 */

/**
 * A card as it stands on a page.
 * @typedef {object} CardOnPage
 * @property {ConvolutionCard | PoolingCard | ActivationCard | FlattenCard | DenseCard | SoftmaxCard | BackwardLossCard
 *   | BackwardDenseCard | BackwardWeightsCard | BackwardFlattenCard | BackwardPoolingCard | BackwardGateCard |
 *   BackwardConvolutionCard} card
 * @property {number} step
 * @property {string} digest
 * @property {boolean} large
 * @property {boolean} reveal
 */

/**
 * What the cell picker is sent.
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
 * A convolution with one filter.
 * @typedef {object} ConvolutionCard
 * @property {PictureGrid} input
 * @property {KernelGrid} kernel
 * @property {MapGrid} output
 * @property {number} bias
 * @property {number} divisor
 * @property {[number, number]} stride
 * @property {[number, number]} dilation
 * @property {[number, number, number, number]} padding
 * @property {Record<string, string>} captions
 * @property {"convolution"} operation
 */

/**
 * One unit of a dense layer.
 * @typedef {object} DenseCard
 * @property {Packed} input
 * @property {Packed} weights
 * @property {number} bias
 * @property {Packed} output
 * @property {Packed} order
 * @property {string} unit
 * @property {number} unitIndex
 * @property {number} maps
 * @property {string[]} names
 * @property {string[]} mapNames
 * @property {number} mapColumns
 * @property {"dense"} operation
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
 * What the buttons for files of figures are sent.
 * @typedef {object} FigureFilesData
 * @property {string[]} charts
 * @property {string} name
 */

/**
 * Maps laid out as one vector.
 * @typedef {object} FlattenCard
 * @property {MapGrid} input
 * @property {string[]} names
 * @property {"flatten"} operation
 */

/**
 * What the tab is sent in a run.
 * @typedef {object} FrameData
 * @property {string} session
 * @property {boolean} asks
 * @property {boolean} answered
 * @property {Record<string, unknown>} record
 * @property {Record<string, ParcelNews>} parcels
 */

/**
 * What the card of the way back says of a number on one side of zero.
 * @typedef {object} GateSide
 * @property {string} said
 * @property {boolean} exact
 */

/**
 * The words of the card of an activation on the way back.
 * @typedef {object} GateWords
 * @property {GateSide} below
 * @property {GateSide} zero
 * @property {GateSide} above
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
 * What the kernel editor is sent.
 * @typedef {object} KernelEditorData
 * @property {number[][]} weights
 * @property {number} most
 * @property {string} sum
 * @property {string} said
 * @property {boolean} refused
 * @property {boolean} undo
 * @property {string} start
 * @property {number | null} edit
 */

/**
 * What slides over an image or a map: (rows, columns), or (channels, rows, columns).
 * @typedef {object} KernelGrid
 * @property {Packed} numbers
 * @property {string} title
 * @property {string} note
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
 * What the layer stack is sent.
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
 * One map or several, blue above zero and red below: (rows, columns) or (maps, rows, columns).
 * @typedef {object} MapGrid
 * @property {Packed} numbers
 * @property {string} title
 * @property {number} limit
 * @property {"signed"} look
 */

/**
 * Something of one's own: its facts, which are an object written as JSON, and its bytes in base64.
 * @typedef {object} ParcelContent
 * @property {string} facts
 * @property {string} bytes
 */

/**
 * What the tab is sent of a parcel.
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
 * An image in gray or color: (channels, rows, columns).
 * @typedef {object} PictureGrid
 * @property {Packed} numbers
 * @property {string} title
 * @property {string[]} names
 * @property {[number, number]} range
 * @property {"picture"} look
 */

/**
 * What the drawing pad is sent.
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
 * The pooling of one map: (1, rows, columns) comes in.
 * @typedef {object} PoolingCard
 * @property {MapGrid} input
 * @property {MapGrid} output
 * @property {[number, number]} size
 * @property {[number, number]} stride
 * @property {"max" | "avg"} mode
 * @property {"pooling"} operation
 */

/**
 * A softmax with its stages, each (classes,).
 * @typedef {object} SoftmaxCard
 * @property {string} title
 * @property {Packed} logits
 * @property {Packed} shifted
 * @property {Packed} exponentials
 * @property {Packed} probabilities
 * @property {number} total
 * @property {string[]} names
 * @property {"softmax"} operation
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
 * What the step card says of a number on one side of zero.
 * @typedef {object} StepSide
 * @property {string} said
 * @property {[number, number] | null} line
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
 * What the card of a training is sent.
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
