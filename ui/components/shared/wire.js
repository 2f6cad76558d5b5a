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
 * @property {"relu" | "sigmoid" | "tanh"} kind
 * @property {string} name
 * @property {[number, number][]} curve
 * @property {number} span
 * @property {number[]} ticks
 * @property {"activation"} operation
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
 * @property {"relu" | "sigmoid" | "tanh"} kind
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
 * @property {ConvolutionCard | PoolingCard | ActivationCard | FlattenCard | DenseCard | SoftmaxCard | BackwardLossCard | BackwardDenseCard | BackwardWeightsCard | BackwardFlattenCard | BackwardPoolingCard | BackwardGateCard | BackwardConvolutionCard} card
 * @property {number} step
 * @property {string} digest
 * @property {boolean} large
 * @property {boolean} reveal
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
 * Maps laid out as one vector.
 * @typedef {object} FlattenCard
 * @property {MapGrid} input
 * @property {string[]} names
 * @property {"flatten"} operation
 */

/**
 * What slides over an image or a map: (rows, columns), or (channels, rows, columns).
 * @typedef {object} KernelGrid
 * @property {Packed} numbers
 * @property {string} title
 * @property {string} note
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
 * An image in gray or color: (channels, rows, columns).
 * @typedef {object} PictureGrid
 * @property {Packed} numbers
 * @property {string} title
 * @property {string[]} names
 * @property {[number, number]} range
 * @property {"picture"} look
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

export {};
