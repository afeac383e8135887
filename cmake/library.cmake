# shuzhi_library(metrics DEPS ...): one static library per folder, named shuzhi_<folder>, made of
# every .c in it.  A folder sees only the headers of the packages and folders it links.
function(shuzhi_library folder)
    cmake_parse_arguments(ARG "" "" "DEPS;SOURCES" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.c)
    add_library(shuzhi_${folder} STATIC ${sources} ${ARG_SOURCES})
    target_link_libraries(shuzhi_${folder} PUBLIC ${ARG_DEPS} PRIVATE shuzhi_flags shuzhi_strict)
endfunction()
